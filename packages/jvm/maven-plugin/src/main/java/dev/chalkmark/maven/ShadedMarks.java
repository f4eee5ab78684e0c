package dev.chalkmark.maven;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * Keeps the marks of dependencies out of a shaded jar, which is marked itself: maven-shade-plugin warns of files that
 * several dependencies have. It gets a filter for each dependency with a mark, as if the POM had it:
 *
 * <pre>{@code
 * <filter>
 *   <artifact>org.example:library</artifact>
 *   <excludes><exclude>chalk.json</exclude></excludes>
 * </filter>
 * }</pre>
 */
final class ShadedMarks {
  private static final String MARK = "chalk.json";
  /** What every mark begins with; another file of that name is the program's own. */
  private static final String MAGIC = "dadfedabbadabbed";
  /** How much of the file is searched for it, in bytes. */
  private static final int HEAD = 256;

  private ShadedMarks() {}

  /** Changes the configuration of a goal that is about to run, if it is one that shades. */
  static void leaveOut(MavenProject project, MojoExecution execution) {
    if (!execution.getArtifactId().equals("maven-shade-plugin") || !execution.getGoal().equals("shade")) return;
    Xpp3Dom configuration = execution.getConfiguration();
    if (configuration == null) return;
    List<Artifact> marked = new ArrayList<>();
    for (Artifact artifact : project.getArtifacts()) {
      if (hasMark(artifact.getFile())) marked.add(artifact);
    }
    if (marked.isEmpty()) return;
    Xpp3Dom filters = childOf(configuration, "filters");
    for (Artifact artifact : marked) {
      Xpp3Dom filter = added(filters, "filter");
      added(filter, "artifact").setValue(artifact.getGroupId() + ":" + artifact.getArtifactId());
      added(added(filter, "excludes"), "exclude").setValue(MARK);
    }
  }

  /** Whether the archive has a mark; no, if it cannot be read: then the goal says so. */
  static boolean hasMark(File file) {
    if (file == null || !file.isFile()) return false;
    try (ZipFile zip = new ZipFile(file)) {
      ZipEntry entry = zip.getEntry(MARK);
      if (entry == null) return false;
      try (InputStream content = zip.getInputStream(entry)) {
        return new String(content.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains(MAGIC);
      }
    } catch (IOException error) {
      return false;
    }
  }

  private static Xpp3Dom childOf(Xpp3Dom parent, String name) {
    Xpp3Dom child = parent.getChild(name);
    return child == null ? added(parent, name) : child;
  }

  private static Xpp3Dom added(Xpp3Dom parent, String name) {
    Xpp3Dom child = new Xpp3Dom(name);
    parent.addChild(child);
    return child;
  }
}
