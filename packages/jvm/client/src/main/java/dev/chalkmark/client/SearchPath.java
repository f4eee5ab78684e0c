package dev.chalkmark.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The PATH in which programs are searched, without entries that mean the working directory, where a project's
 * author may have put programs.
 */
final class SearchPath {
  /** A file, in which no program is found. An empty PATH would mean the working directory, execvp(3). */
  private static final Path NOWHERE = Path.of(System.getProperty("java.home"), "release");

  private SearchPath() {}

  /** The absolute folders of a PATH, in its order. */
  static List<Path> folders(String path, boolean windows) {
    List<Path> folders = new ArrayList<>();
    for (String entry : path.split(windows ? ";" : ":")) {
      try {
        Path folder = Path.of(entry);
        if (folder.isAbsolute()) folders.add(folder);
      } catch (InvalidPathException notOneOfOurs) {
        // Other programs ignore such an entry, too.
      }
    }
    return folders;
  }

  /**
   * Gives a process that is about to start a PATH of absolute folders.
   *
   * @param environment the process's own, which is changed
   * @param first the folder to look into first, or null
   */
  static void put(Map<String, String> environment, Path first, boolean windows) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : environment.entrySet())
      if (windows ? each.getKey().equalsIgnoreCase("PATH") : each.getKey().equals("PATH"))
        paths.put(each.getKey(), each.getValue());
    if (paths.isEmpty() && first != null) paths.put("PATH", "");
    paths.replaceAll(
        (name, path) -> {
          List<Path> folders = folders(path, windows);
          if (first != null) folders.add(0, first);
          if (folders.isEmpty()) folders.add(NOWHERE);
          return folders.stream().map(Path::toString).collect(Collectors.joining(windows ? ";" : ":"));
        });
    environment.putAll(paths);
  }
}
