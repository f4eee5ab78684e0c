package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFinderTest {
  @TempDir Path folder;
  private Path root;
  private Path bin;

  @BeforeEach
  void makeFolders() throws Exception {
    root = Files.createDirectories(folder.resolve("project/app"));
    bin = Files.createDirectory(folder.resolve("bin"));
  }

  private Path file(Path path, String content) throws Exception {
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    if (!CommandFinder.isWindows() && !path.toFile().setExecutable(true)) throw new AssertionError(path.toString());
    return path;
  }

  private Path script(Path path) throws Exception {
    return file(path, "#!/bin/sh\nexit 0\n");
  }

  private Optional<List<String>> find(Settings.Builder settings) {
    return CommandFinder.find(settings.root(root).build(), Map.of("PATH", "/no-such-folder::" + bin), false);
  }

  private Optional<List<String>> findOnWindows(Settings.Builder settings) {
    Map<String, String> environment = Map.of("Path", "C:\\no-such-folder;" + bin, "PATHEXT", ".EXE;.CMD");
    return CommandFinder.find(settings.root(root).build(), environment, true);
  }

  private static Optional<List<String>> command(Object... parts) {
    return Optional.of(Arrays.stream(parts).map(Object::toString).collect(Collectors.toList()));
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertEquals(Optional.empty(), find(Settings.builder()));
    assertEquals(Optional.empty(), findOnWindows(Settings.builder()));
  }

  @Test
  void takesTheConfiguredOneFirst() throws Exception {
    script(root.resolve("node_modules/.bin/chalkmark"));
    script(bin.resolve("chalkmark"));
    Path mine = script(root.resolve("tools/mine"));
    Path other = script(bin.resolve("other"));
    assertEquals(command(mine, "-v"), find(Settings.builder().command(List.of("tools/mine", "-v"))));
    assertEquals(command(other), find(Settings.builder().command(List.of("other"))));
    assertEquals(command("missing"), find(Settings.builder().command(List.of("missing"))));
  }

  @Test
  void runsConfiguredJavaScriptByNode() throws Exception {
    Path script = file(root.resolve("bin.mjs"), "");
    assertEquals(command("node", script), find(Settings.builder().command(List.of("./bin.mjs"))).map(this::normal));
    Path node = bin.resolve("node-22");
    assertEquals(
        command(node, script), find(Settings.builder().node(node).command(List.of("./bin.mjs"))).map(this::normal));
  }

  private List<String> normal(List<String> command) {
    return List.of(command.get(0), Path.of(command.get(1)).normalize().toString());
  }

  @Test
  void prefersTheNearestInstalledOne() throws Exception {
    script(bin.resolve("chalkmark"));
    Path above = script(folder.resolve("project/node_modules/.bin/chalkmark"));
    assertEquals(command(above), find(Settings.builder()));
    Path near = script(root.resolve("node_modules/.bin/chalkmark"));
    assertEquals(command(near), find(Settings.builder()));
  }

  @Test
  void findsTheOneOnThePath() throws Exception {
    Path onPath = script(bin.resolve("chalkmark"));
    assertEquals(command(onPath), find(Settings.builder()));
  }

  @Test
  void passesOverWhatIsNotExecutable() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    Files.writeString(bin.resolve("chalkmark"), "");
    assertEquals(Optional.empty(), find(Settings.builder()));
  }

  @Test
  void runsALinkedScriptByTheConfiguredNode() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    Path script = file(root.resolve("node_modules/chalkmark/dist/bin.js"), "");
    Path link = root.resolve("node_modules/.bin/chalkmark");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, script);
    assertEquals(command(link), find(Settings.builder()));
    assertEquals(
        command("/opt/node", script.toRealPath()), find(Settings.builder().node(Path.of("/opt/node"))));
  }

  @Test
  void looksBehindShellScriptsForTheConfiguredNode() throws Exception {
    script(root.resolve("node_modules/.bin/chalkmark"));
    Path script = file(root.resolve("node_modules/chalkmark/dist/bin.js"), "");
    file(root.resolve("node_modules/chalkmark/package.json"), "{\"bin\": {\"chalkmark\": \"./dist/bin.js\"}}");
    assertEquals(command("/opt/node", script), find(Settings.builder().node(Path.of("/opt/node"))));
  }

  @Test
  void runsShimsOfWindowsByNodeOrItsShell() throws Exception {
    Path shim = file(bin.resolve("chalkmark.cmd"), "");
    assertEquals(command("cmd", "/d", "/c", shim), findOnWindows(Settings.builder()));
    Path script = file(bin.resolve("node_modules/chalkmark/bin.js"), "");
    file(bin.resolve("node_modules/chalkmark/package.json"), "{\"bin\": \"bin.js\"}");
    assertEquals(command("node", script), findOnWindows(Settings.builder()));
    Path program = file(bin.resolve("chalkmark.exe"), "");
    assertEquals(command(program), findOnWindows(Settings.builder()));
  }

  @Test
  void asksNpxLast() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    Path npx = file(bin.resolve("npx"), "#!/bin/sh\ntest \"$*\" = '--no-install --offline chalkmark --version'\n");
    assertEquals(command(npx, "--no-install", "--offline", "chalkmark"), find(Settings.builder()));
    file(npx, "#!/bin/sh\necho 'not installed' >&2\nexit 1\n");
    assertEquals(Optional.empty(), find(Settings.builder()));
  }
}
