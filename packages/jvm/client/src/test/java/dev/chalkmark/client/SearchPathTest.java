package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchPathTest {
  @TempDir Path folder;

  private static Map<String, String> put(String path, Path first) {
    Map<String, String> environment = new HashMap<>(Map.of("PATH", path, "path", ".", "HOME", "."));
    SearchPath.put(environment, first, false);
    return environment;
  }

  @Test
  void keepsAbsoluteFoldersOnly() {
    assumeFalse(CommandFinder.isWindows());
    assertEquals(
        Map.of("PATH", "/usr/bin:/bin", "path", ".", "HOME", "."), put(".::/usr/bin:./x:node_modules/.bin:/bin:", null));
    assertEquals("/opt/bin:/bin", put("/bin:.", Path.of("/opt/bin")).get("PATH"));
    assertEquals("/opt/bin", put("", Path.of("/opt/bin")).get("PATH"));
  }

  /** The scripts of npm begin so, and an empty PATH is the working directory for it. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", ":", "bin", "./:"})
  void findsNoProgramOfTheWorkingDirectory(String path) throws Exception {
    assumeFalse(CommandFinder.isWindows());
    Path program = folder.resolve("chalk-node");
    Files.writeString(program, "#!/bin/sh\n: > ran\n");
    Path script = folder.resolve("script");
    Files.writeString(script, "#!/usr/bin/env chalk-node\n");
    for (Path file : new Path[] {program, script}) if (!file.toFile().setExecutable(true)) throw new IOException();
    ProcessBuilder builder = new ProcessBuilder(script.toString()).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    SearchPath.put(builder.environment(), null, false);
    Process process = builder.start();
    process.getInputStream().readAllBytes();
    process.waitFor();
    assertFalse(Files.exists(folder.resolve("ran")));
  }
}
