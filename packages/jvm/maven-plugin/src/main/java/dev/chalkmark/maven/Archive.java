package dev.chalkmark.maven;

import dev.chalkmark.client.PackageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.project.MavenProject;

/** An archive that the build of a project made, and what the project knows about it. */
final class Archive {
  private static final Set<String> EXTENSIONS = Set.of("jar", "war", "ear", "zip");

  private final Path file;
  private final Map<String, Object> keys = new LinkedHashMap<>();

  private Archive(Path file, MavenProject project, Artifact artifact) {
    this.file = file;
    String extension = artifact.getArtifactHandler().getExtension();
    keys.put("ARTIFACT_VERSION", project.getVersion());
    keys.put(
        "PACKAGE_URI",
        PackageUrl.maven(
            artifact.getGroupId(), artifact.getArtifactId(), project.getVersion(), artifact.getClassifier(), extension));
  }

  Path file() {
    return file;
  }

  String name() {
    return file.getFileName().toString();
  }

  /** ARTIFACT_VERSION and PACKAGE_URI. */
  Map<String, Object> keys() {
    return keys;
  }

  /** The project's main artifact and those attached to it, where they are ZIP archives: each file once. */
  static List<Archive> of(MavenProject project, NamePatterns patterns) {
    List<Artifact> artifacts = new ArrayList<>();
    if (project.getArtifact() != null) artifacts.add(project.getArtifact());
    artifacts.addAll(project.getAttachedArtifacts());
    Map<Path, Archive> archives = new LinkedHashMap<>();
    for (Artifact artifact : artifacts) {
      if (artifact.getFile() == null) continue;
      Path file = artifact.getFile().toPath().toAbsolutePath().normalize();
      // Before the phase `package` a project's file is its folder of classes.
      if (!isArchive(file) || !Files.isRegularFile(file) || !patterns.match(file)) continue;
      archives.putIfAbsent(file, new Archive(file, project, artifact));
    }
    return List.copyOf(archives.values());
  }

  private static boolean isArchive(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
