package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandFinderTest {
  @TempDir Path folder;
  private Path root;
  private Path bin;
  private final List<String> warnings = new ArrayList<>();

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
    return CommandFinder.find(settings.root(root).build(), Map.of("PATH", "/no-such-folder::" + bin), false, warnings::add);
  }

  private Optional<List<String>> findOnWindows(Settings.Builder settings) {
    Map<String, String> environment = Map.of("Path", "C:\\no-such-folder;" + bin, "PATHEXT", ".EXE;.CMD", "SystemRoot", "C:\\Windows");
    return CommandFinder.find(settings.root(root).build(), environment, true, warnings::add);
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
    assertEquals(command(root.resolve("missing/it")), find(Settings.builder().command(List.of("missing/it"))));
  }

  @Test
  void runsConfiguredJavaScriptByNode() throws Exception {
    Path script = file(root.resolve("bin.mjs"), "");
    Path found = script(bin.resolve("node"));
    assertEquals(command(found, script), find(Settings.builder().command(List.of("./bin.mjs"))).map(this::normal));
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
    makeRepository(folder.resolve("project"));
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
    assertEquals(command("C:\\Windows\\System32\\cmd.exe", "/d", "/c", shim), findOnWindows(Settings.builder()));
    Path script = file(bin.resolve("node_modules/chalkmark/bin.js"), "");
    file(bin.resolve("node_modules/chalkmark/package.json"), "{\"bin\": \"bin.js\"}");
    Path node = file(bin.resolve("node.exe"), "");
    assertEquals(command(node, script), findOnWindows(Settings.builder()));
    Path program = file(bin.resolve("chalkmark.exe"), "");
    assertEquals(command(program), findOnWindows(Settings.builder()));
  }

  /** Folders of a repository; the root of most tests is none. */
  private void makeRepository(Path path) throws Exception {
    Files.createDirectories(path.resolve(".git"));
  }

  private void setMode(Path path, int mode) throws Exception {
    Files.setAttribute(path, "unix:mode", mode);
  }

  @Test
  void looksNoFurtherThanTheRepository() throws Exception {
    script(folder.resolve("node_modules/.bin/chalkmark"));
    Path within = script(folder.resolve("project/node_modules/.bin/chalkmark"));
    assertEquals(Optional.empty(), find(Settings.builder()));
    makeRepository(root);
    assertEquals(Optional.empty(), find(Settings.builder()));
    Files.delete(root.resolve(".git"));
    makeRepository(folder.resolve("project"));
    assertEquals(command(within), find(Settings.builder()));
    Files.delete(within);
    assertEquals(Optional.empty(), find(Settings.builder()));
    assertEquals(List.of(), warnings);
  }

  @Test
  void asksNoNpx() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    file(bin.resolve("npx"), "#!/bin/sh\ntouch " + folder.resolve("RAN") + "\n");
    assertEquals(Optional.empty(), find(Settings.builder()));
    assertEquals(false, Files.exists(folder.resolve("RAN")));
  }

  @Test
  void looksIntoNoRelativeFolderOfThePath() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    Path here = Path.of("").toAbsolutePath();
    Map<String, String> environment = Map.of("PATH", ".:" + here.relativize(bin));
    script(bin.resolve("chalkmark"));
    assertEquals(
        Optional.empty(), CommandFinder.find(Settings.builder().root(root).build(), environment, false, warnings::add));
  }

  @Test
  void leavesNoNameForTheSystemToLookFor() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    script(root.resolve("mine"));
    script(root.resolve("node"));
    file(root.resolve("bin.mjs"), "");
    for (Settings.Builder settings :
        List.of(
            Settings.builder().command(List.of("mine")),
            Settings.builder().command(List.of("./bin.mjs")),
            Settings.builder().node(Path.of("node")).command(List.of("./bin.mjs"))))
      assertEquals(Optional.empty(), find(settings));
    assertEquals(
        List.of(
            "mine is in no absolute folder of the PATH",
            "node is in no absolute folder of the PATH",
            "node is in no absolute folder of the PATH"),
        warnings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "node_modules", "node_modules/.bin", "node_modules/.bin/chalkmark", "node_modules/chalkmark",
        "node_modules/chalkmark/bin.js"
      })
  void passesOverWhatOthersCanWriteTo(String name) throws Exception {
    assumeFalse(CommandFinder.isWindows());
    Path target = script(root.resolve("node_modules/chalkmark/bin.js"));
    Path link = root.resolve("node_modules/.bin/chalkmark");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target);
    script(bin.resolve("chalkmark"));
    assertEquals(command(link), find(Settings.builder()));
    Path open = root.resolve(name).toRealPath();
    setMode(open, 0777);
    assertEquals(command(bin.resolve("chalkmark")), find(Settings.builder()));
    assertEquals(
        List.of(link + " is not used: others can write to " + open + ". If you trust it, configure it as the command"),
        warnings);
    Settings.Builder configured = Settings.builder().command(List.of("node_modules/.bin/chalkmark"));
    assertEquals(command(link), find(configured));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "node_modules", "node_modules/.bin", "node_modules/.bin/chalkmark"})
  void passesOverWhatIsAnotherUsers(String name) throws Exception {
    assumeFalse(CommandFinder.isWindows());
    assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only root can give files away");
    script(root.resolve("node_modules/.bin/chalkmark"));
    Files.setAttribute(root.resolve(name), "unix:uid", 65534);
    assertEquals(Optional.empty(), find(Settings.builder()));
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("belongs to another user (uid 65534)"), warnings.get(0));
  }

  @Test
  void passesOverWhatAGroupCanWriteTo() throws Exception {
    assumeFalse(CommandFinder.isWindows());
    assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "the user's own group may be private");
    script(root.resolve("node_modules/.bin/chalkmark"));
    setMode(root.resolve("node_modules"), 0775);
    assertEquals(Optional.empty(), find(Settings.builder()));
    assertTrue(warnings.get(0).contains("its group can write to"), warnings.get(0));
  }

  @Test
  void startsNothingOfWindowsFromTheWorkingDirectory() throws Exception {
    Path shim = file(bin.resolve("chalkmark.cmd"), "");
    Map<String, String> environment = Map.of("Path", bin.toString(), "ComSpec", "C:\\Windows\\System32\\cmd.exe");
    Settings settings = Settings.builder().root(root).build();
    assertEquals(
        command("C:\\Windows\\System32\\cmd.exe", "/d", "/c", shim),
        CommandFinder.find(settings, environment, true, warnings::add));
    Path node = file(bin.resolve("node.exe"), "");
    Path script = file(bin.resolve("node_modules/chalkmark/bin.js"), "");
    file(bin.resolve("node_modules/chalkmark/package.json"), "{\"bin\": \"bin.js\"}");
    assertEquals(command(node, script), CommandFinder.find(settings, environment, true, warnings::add));
  }
}
