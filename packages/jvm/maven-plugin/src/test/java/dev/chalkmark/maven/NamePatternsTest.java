package dev.chalkmark.maven;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamePatternsTest {
  private static boolean match(List<String> includes, List<String> excludes, String file) {
    return new NamePatterns(includes, excludes).match(Path.of(file));
  }

  @Test
  void takesEverythingByDefault() {
    assertTrue(match(null, null, "target/app-1.jar"));
    assertTrue(match(List.of(), List.of(), "target/app-1.jar"));
  }

  @Test
  void looksAtNamesAlone() {
    assertTrue(match(List.of("app-*.jar"), null, "a/b/app-1.jar"));
    assertFalse(match(List.of("b/*.jar"), null, "a/b/app-1.jar"));
    assertFalse(match(List.of("*.war"), null, "a/app-1.jar"));
  }

  @Test
  void excludesWhatIsIncluded() {
    List<String> excludes = List.of(" *-{sources,javadoc}.jar ", "x.jar");
    assertFalse(match(List.of("*.jar"), excludes, "app-1-sources.jar"));
    assertFalse(match(null, excludes, "x.jar"));
    assertTrue(match(null, excludes, "app-1.jar"));
  }
}
