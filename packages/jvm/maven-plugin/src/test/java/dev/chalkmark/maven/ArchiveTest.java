package dev.chalkmark.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.model.Model;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("deprecation") // Maven 4 still has addAttachedArtifact; its helper for plugins is no class to make.
class ArchiveTest {
  @TempDir Path folder;
  private MavenProject project;

  @BeforeEach
  void makeProject() {
    Model model = new Model();
    model.setGroupId("org.example");
    model.setArtifactId("app");
    model.setVersion("1.0-SNAPSHOT");
    project = new MavenProject(model);
  }

  private Artifact artifact(String name, String classifier, String extension) throws Exception {
    DefaultArtifactHandler handler = new DefaultArtifactHandler("of-" + extension);
    handler.setExtension(extension);
    Artifact artifact =
        new DefaultArtifact("org.example", "app", "1.0-SNAPSHOT", "compile", "of-" + extension, classifier, handler);
    if (name != null) artifact.setFile(Files.writeString(folder.resolve(name), "").toFile());
    return artifact;
  }

  private List<Archive> archives() {
    return Archive.of(project, new NamePatterns(null, List.of("*-left-out.jar")));
  }

  private List<String> names() {
    return archives().stream().map(Archive::name).collect(Collectors.toList());
  }

  @Test
  void areTheMainArtifactAndThoseAttached() throws Exception {
    project.setArtifact(artifact("app.war", null, "war"));
    project.addAttachedArtifact(artifact("app-dist.ZIP", "dist", "zip"));
    project.addAttachedArtifact(artifact("app.pom", null, "pom"));
    project.addAttachedArtifact(artifact("app-left-out.jar", "x", "jar"));
    assertEquals(List.of("app.war", "app-dist.ZIP"), names());
    assertEquals(
        List.of(
            Map.of("ARTIFACT_VERSION", "1.0-SNAPSHOT", "PACKAGE_URI", "pkg:maven/org.example/app@1.0-SNAPSHOT?type=war"),
            Map.of(
                "ARTIFACT_VERSION", "1.0-SNAPSHOT",
                "PACKAGE_URI", "pkg:maven/org.example/app@1.0-SNAPSHOT?classifier=dist&type=zip")),
        archives().stream().map(Archive::keys).collect(Collectors.toList()));
  }

  @Test
  void areMarkedOnceEach() throws Exception {
    project.setArtifact(artifact("app.jar", null, "jar"));
    project.addAttachedArtifact(artifact("app.jar", "exec", "jar"));
    assertEquals(List.of("app.jar"), names());
  }

  @Test
  void areNotThereBeforeTheyArePackaged() throws Exception {
    project.setArtifact(artifact(null, null, "jar"));
    assertEquals(List.of(), names());
    project.getArtifact().setFile(Files.createDirectory(folder.resolve("classes.jar")).toFile());
    assertEquals(List.of(), names());
  }
}
