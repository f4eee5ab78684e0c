package dev.chalkmark.maven;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/** Which files are meant, by globs over their names alone. */
final class NamePatterns {
  private final List<PathMatcher> includes;
  private final List<PathMatcher> excludes;

  /**
   * @param includes null or empty for all
   * @param excludes null or empty for none
   * @throws IllegalArgumentException if one is no glob
   */
  NamePatterns(List<String> includes, List<String> excludes) {
    this.includes = matchers(includes);
    this.excludes = matchers(excludes);
  }

  boolean match(Path file) {
    Path name = file.getFileName();
    boolean isIncluded = includes.isEmpty() || includes.stream().anyMatch(matcher -> matcher.matches(name));
    return isIncluded && excludes.stream().noneMatch(matcher -> matcher.matches(name));
  }

  private static List<PathMatcher> matchers(List<String> globs) {
    List<PathMatcher> matchers = new ArrayList<>();
    if (globs != null)
      for (String glob : globs)
        if (glob != null) matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.trim()));
    return matchers;
  }
}
