package dev.chalkmark.gradle;

import java.io.File;
import java.lang.reflect.Method;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gradle.api.GradleException;
import org.gradle.api.file.FileSystemLocation;
import org.gradle.api.provider.Provider;
import org.gradle.api.tasks.bundling.AbstractArchiveTask;

/** Archives of tasks: which file, of which kind, under which name. */
final class Archives {
  /** The ZIP family, by what files are called. */
  private static final Set<String> EXTENSIONS = Set.of("zip", "jar", "war", "ear");

  private Archives() {}

  /** The file that the task makes. */
  static File fileOf(AbstractArchiveTask task) {
    Object file = property(task, "getArchiveFile", "getArchivePath");
    return file instanceof File ? (File) file : ((FileSystemLocation) file).getAsFile();
  }

  /** What stands behind the version in the file's name, such as {@code sources}; null or empty for the main archive. */
  static String classifierOf(AbstractArchiveTask task) {
    return (String) property(task, "getArchiveClassifier", "getClassifier");
  }

  /** Gradle 5.1 gave these properties new names, and 9 takes the old ones away. */
  private static Object property(AbstractArchiveTask task, String name, String nameBefore) {
    try {
      Method getter;
      try {
        getter = AbstractArchiveTask.class.getMethod(name);
      } catch (NoSuchMethodException error) {
        getter = AbstractArchiveTask.class.getMethod(nameBefore);
      }
      Object value = getter.invoke(task);
      return value instanceof Provider ? ((Provider<?>) value).getOrNull() : value;
    } catch (ReflectiveOperationException error) {
      throw new GradleException("dev.chalkmark does not know this Gradle's " + task.getClass(), error);
    }
  }

  /** Whether the file is one that can be marked, by its name. */
  static boolean isZip(File archive) {
    return EXTENSIONS.contains(extensionOf(archive));
  }

  /** In lower case, without the dot. */
  static String extensionOf(File archive) {
    String name = archive.getName();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether one of the glob patterns is the archive's. */
  static boolean matches(List<String> patterns, File root, File archive) {
    return patterns.stream()
        .anyMatch(
            pattern -> {
              String glob = "glob:" + pattern;
              String path = pattern.contains("/") ? pathFrom(root, archive) : archive.getName();
              return FileSystems.getDefault().getPathMatcher(glob).matches(Path.of(path));
            });
  }

  /** The path from the root, for people and patterns: with slashes. */
  static String pathFrom(File root, File archive) {
    try {
      String path = root.toPath().relativize(archive.toPath()).toString();
      return path.replace(File.separatorChar, '/');
    } catch (IllegalArgumentException error) {
      // Another drive.
      return archive.getPath();
    }
  }
}
