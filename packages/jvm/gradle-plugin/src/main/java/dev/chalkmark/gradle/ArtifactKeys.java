package dev.chalkmark.gradle;

import dev.chalkmark.client.PackageUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gradle.api.Project;
import org.gradle.api.tasks.bundling.AbstractArchiveTask;

/** Keys of one archive. */
final class ArtifactKeys {
  private ArtifactKeys() {}

  /**
   * ARTIFACT_VERSION and PACKAGE_URI, as far as the build has a version and a group. The package's name is the
   * project's, as for what {@code maven-publish} publishes.
   */
  static TreeMap<String, Object> of(AbstractArchiveTask task) {
    Project project = task.getProject();
    TreeMap<String, Object> keys = new TreeMap<>();
    String group = project.getGroup().toString();
    String version = project.getVersion().toString();
    if (version.isEmpty() || version.equals(Project.DEFAULT_VERSION)) return keys;
    keys.put("ARTIFACT_VERSION", version);
    // A package URL of type maven has to have a group.
    if (group.isEmpty()) return keys;
    String classifier = Archives.classifierOf(task);
    String type = Archives.extensionOf(Archives.fileOf(task));
    keys.put("PACKAGE_URI", PackageUrl.maven(group, project.getName(), version, classifier, type));
    return keys;
  }

  /** The same keys with values of Java's own types: those of scripts, such as Groovy's strings, can not be kept. */
  static Map<String, Object> plain(Map<String, Object> keys) {
    Map<String, Object> plain = new TreeMap<>();
    if (keys != null) keys.forEach((key, value) -> plain.put(key, plain(value)));
    return plain;
  }

  private static Object plain(Object value) {
    if (value instanceof Map) {
      Map<String, Object> plain = new TreeMap<>();
      ((Map<?, ?>) value).forEach((key, inner) -> plain.put(key.toString(), plain(inner)));
      return plain;
    }
    if (value instanceof Iterable) {
      List<Object> plain = new ArrayList<>();
      ((Iterable<?>) value).forEach(inner -> plain.add(plain(inner)));
      return plain;
    }
    return value instanceof Number || value instanceof Boolean || value == null ? value : value.toString();
  }
}
