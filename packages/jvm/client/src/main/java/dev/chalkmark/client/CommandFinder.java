package dev.chalkmark.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds the {@code chalkmark} command. In this order: the configured one, {@code node_modules/.bin/chalkmark} from
 * the root up to the repository's, {@code chalkmark} on the PATH. A file that others could have put there is
 * skipped. npx is not used, since it looks for packages in all folders above, whoever owns them.
 */
public final class CommandFinder {
  private static final String NAME = "chalkmark";
  private static final Pattern SCRIPT = Pattern.compile(".*\\.[cm]?js");

  private final Settings settings;
  private final Map<String, String> environment;
  private final boolean windows;
  private final Consumer<String> warn;

  private CommandFinder(
      Settings settings, Map<String, String> environment, boolean windows, Consumer<String> warn) {
    this.settings = settings;
    this.environment = environment;
    this.windows = windows;
    this.warn = warn;
  }

  /**
   * Finds the command.
   *
   * @param settings command, node and root count
   * @param environment the environment variables, of which PATH and (on Windows) PATHEXT count
   * @param warn gets one line about a command that was skipped
   * @return executable and first arguments, to which the command's own are added; nothing where it is not installed. A
   *     configured path is not looked for: whether it is there shows when it starts. A configured name, and the name of
   *     node, is looked for here, as the system would look into relative folders, too
   */
  public static Optional<List<String>> find(
      Settings settings, Map<String, String> environment, Consumer<String> warn) {
    return find(settings, environment, isWindows(), warn);
  }

  static Optional<List<String>> find(
      Settings settings, Map<String, String> environment, boolean windows, Consumer<String> warn) {
    CommandFinder finder = new CommandFinder(settings, environment, windows, warn);
    if (!settings.command().isEmpty()) return finder.configured();
    return finder.installed().or(finder::onPath);
  }

  static boolean isWindows() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private Optional<List<String>> configured() {
    List<String> command = new ArrayList<>(settings.command());
    return file(command.remove(0))
        .flatMap(this::runnable)
        .map(
            start -> {
              List<String> whole = new ArrayList<>(start);
              whole.addAll(command);
              return whole;
            });
  }

  /** The file that a path names from the root, or a name on the PATH. */
  private Optional<Path> file(String name) {
    if (name.contains("/") || windows && name.contains("\\")) return Optional.of(settings.root().resolve(name));
    Optional<Path> found = onPathAsFile(name);
    if (found.isEmpty()) warn.accept(name + " is in no absolute folder of the PATH");
    return found;
  }

  private Optional<List<String>> installed() {
    for (Path folder : folders()) {
      Optional<Path> found = executable(folder.resolve("node_modules").resolve(".bin"), NAME);
      if (found.isEmpty()) continue;
      Optional<String> stranger = Trust.strangerIn(found.get());
      if (stranger.isEmpty()) return found.flatMap(this::runnable);
      warn.accept(found.get() + " is not used: " + stranger.get() + ". If you trust it, configure it as the command");
      return Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * The folders from the root up to the repository's root; only the root if there is no repository, since folders
   * above may belong to others.
   */
  private List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    for (Path folder = settings.root(); folder != null; folder = folder.getParent()) {
      folders.add(folder);
      if (Files.exists(folder.resolve(".git"))) return folders;
    }
    return List.of(settings.root());
  }

  private Optional<List<String>> onPath() {
    return onPathAsFile(NAME).flatMap(this::runnable);
  }

  private Optional<Path> onPathAsFile(String name) {
    for (Path folder : SearchPath.folders(variable("PATH"), windows)) {
      Optional<Path> found = executable(folder, name);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  /** The file of that name, which on Windows has one of the endings that PATHEXT lists. */
  private Optional<Path> executable(Path folder, String name) {
    if (!windows) return Optional.of(folder.resolve(name)).filter(Files::isRegularFile).filter(Files::isExecutable);
    String endings = variable("PATHEXT");
    if (endings.isEmpty()) endings = ".COM;.EXE;.BAT;.CMD";
    for (String ending : endings.split(";")) {
      for (String spelling : List.of(ending.toLowerCase(Locale.ROOT), ending)) {
        Path file = folder.resolve(name + spelling);
        if (Files.isRegularFile(file)) return Optional.of(file);
      }
    }
    return Optional.of(folder.resolve(name)).filter(file -> name.contains(".") && Files.isRegularFile(file));
  }

  /** How that file is run: JavaScript by the configured node, scripts of Windows by its shell. */
  private Optional<List<String>> runnable(Path file) {
    boolean isShim = windows && isBatch(file);
    if (settings.node() != null || isShim) {
      Optional<Path> script = script(file);
      if (script.isPresent()) return byNode(script.get());
    }
    if (isScript(file)) return byNode(file);
    return Optional.of(isShim ? List.of(shell(), "/d", "/c", file.toString()) : List.of(file.toString()));
  }

  private Optional<List<String>> byNode(Path script) {
    String name = settings.node() == null ? "node" : settings.node().toString();
    return file(name).map(node -> List.of(node.toString(), script.toString()));
  }

  private String shell() {
    String shell = variable("ComSpec");
    // Windows would search the name in the working directory first.
    return shell.isEmpty() ? variable("SystemRoot") + "\\System32\\cmd.exe" : shell;
  }

  private static boolean isBatch(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".cmd") || name.endsWith(".bat");
  }

  private static boolean isScript(Path file) {
    return SCRIPT.matcher(file.getFileName().toString()).matches();
  }

  /**
   * The JavaScript that an executable of npm stands for: it is a link to it, or a shell script beside the package
   * (pnpm's are, and all on Windows).
   */
  private static Optional<Path> script(Path file) {
    try {
      Path real = file.toRealPath();
      if (isScript(real)) return Optional.of(real);
    } catch (IOException gone) {
      return Optional.empty();
    }
    if (!file.getFileName().toString().startsWith(NAME)) return Optional.empty();
    Path folder = file.toAbsolutePath().getParent();
    Path local = folder.resolveSibling(NAME);
    Path global = folder.resolve("node_modules").resolve(NAME);
    return bin(local).or(() -> bin(global));
  }

  /** What a package's {@code bin} names: a path, or paths by the command's name. */
  private static Optional<Path> bin(Path packageFolder) {
    Path manifest = packageFolder.resolve("package.json");
    if (!Files.isRegularFile(manifest)) return Optional.empty();
    try {
      Object json = JsonReader.read(new String(Files.readAllBytes(manifest), StandardCharsets.UTF_8));
      Object bin = json instanceof Map ? ((Map<?, ?>) json).get("bin") : null;
      if (bin instanceof Map) bin = ((Map<?, ?>) bin).get(NAME);
      if (!(bin instanceof String)) return Optional.empty();
      return Optional.of(packageFolder.resolve((String) bin).normalize()).filter(Files::isRegularFile);
    } catch (IOException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /** On Windows the name's case does not count: it is mostly {@code Path}. */
  private String variable(String name) {
    String value = environment.get(name);
    if (value != null) return value;
    if (windows)
      for (Map.Entry<String, String> entry : environment.entrySet())
        if (entry.getKey().equalsIgnoreCase(name)) return entry.getValue();
    return "";
  }
}
