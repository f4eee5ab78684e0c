package dev.chalkmark.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadedMarksTest {
  @TempDir Path folder;

  private Artifact library(String name, String mark) throws IOException {
    File file = folder.resolve(name + ".jar").toFile();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file.toPath()))) {
      zip.putNextEntry(new ZipEntry(mark == null ? "a.txt" : "chalk.json"));
      zip.write((mark == null ? "a" : mark).getBytes(StandardCharsets.UTF_8));
    }
    Artifact artifact =
        new DefaultArtifact("org.example", name, "1", "runtime", "jar", "", new DefaultArtifactHandler("jar"));
    artifact.setFile(file);
    return artifact;
  }

  private Xpp3Dom configured(String plugin, Artifact... artifacts) {
    MavenProject project = new MavenProject();
    project.setArtifacts(new LinkedHashSet<>(Set.of(artifacts)));
    Plugin of = new Plugin();
    of.setArtifactId(plugin);
    MojoExecution execution = new MojoExecution(of, "shade", "default");
    execution.setConfiguration(new Xpp3Dom("configuration"));
    ShadedMarks.leaveOut(project, execution);
    return execution.getConfiguration().getChild("filters");
  }

  @Test
  void leavesOutTheMarksOfDependencies() throws IOException {
    Artifact marked = library("marked", "{ \"MAGIC\" : \"dadfedabbadabbed\" }");
    Xpp3Dom filters = configured("maven-shade-plugin", marked, library("plain", null));
    assertEquals(1, filters.getChildCount());
    Xpp3Dom filter = filters.getChild(0);
    assertEquals("org.example:marked", filter.getChild("artifact").getValue());
    assertEquals("chalk.json", filter.getChild("excludes").getChild(0).getValue());
  }

  @Test
  void leavesFilesOfProgramsAndOtherGoalsAlone() throws IOException {
    assertNull(configured("maven-shade-plugin", library("own", "{ \"color\" : \"white\" }")));
    assertNull(configured("maven-shade-plugin", library("plain", null)));
    assertNull(configured("maven-jar-plugin", library("marked", "{ \"MAGIC\" : \"dadfedabbadabbed\" }")));
  }
}
