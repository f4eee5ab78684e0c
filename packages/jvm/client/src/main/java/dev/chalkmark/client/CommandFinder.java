package dev.chalkmark.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Finds the {@code chalkmark} command. In this order: the configured one, {@code node_modules/.bin/chalkmark} from the
 * root upwards, {@code chalkmark} on the PATH, {@code npx --no-install chalkmark}.
 */
public final class CommandFinder {
  private static final String NAME = "chalkmark";
  private static final Pattern SCRIPT = Pattern.compile(".*\\.[cm]?js");
  /** npx looks into folders that it knows and does not ask a registry; a second is what it takes on a slow machine. */
  private static final long NPX_SECONDS = 15;

  private final Settings settings;
  private final Map<String, String> environment;
  private final boolean windows;

  private CommandFinder(Settings settings, Map<String, String> environment, boolean windows) {
    this.settings = settings;
    this.environment = environment;
    this.windows = windows;
  }

  /**
   * Finds the command.
   *
   * @param settings command, node and root count
   * @param environment the environment variables, of which PATH and (on Windows) PATHEXT count
   * @return executable and first arguments, to which the command's own are added; nothing where it is not installed. A
   *     configured command is not looked for: whether it is there shows when it starts
   */
  public static Optional<List<String>> find(Settings settings, Map<String, String> environment) {
    return find(settings, environment, isWindows());
  }

  static Optional<List<String>> find(Settings settings, Map<String, String> environment, boolean windows) {
    CommandFinder finder = new CommandFinder(settings, environment, windows);
    if (!settings.command().isEmpty()) return Optional.of(finder.configured());
    return finder.installed().or(finder::onPath).or(finder::npx);
  }

  static boolean isWindows() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private List<String> configured() {
    List<String> command = new ArrayList<>(settings.command());
    String name = command.remove(0);
    boolean isPath = name.contains("/") || windows && name.contains("\\");
    List<String> whole = isPath ? runnable(settings.root().resolve(name)) : onPath(name).orElse(List.of(name));
    whole = new ArrayList<>(whole);
    whole.addAll(command);
    return whole;
  }

  private Optional<List<String>> installed() {
    for (Path folder = settings.root(); folder != null; folder = folder.getParent()) {
      Optional<Path> found = executable(folder.resolve("node_modules").resolve(".bin"), NAME);
      if (found.isPresent()) return found.map(this::runnable);
    }
    return Optional.empty();
  }

  private Optional<List<String>> onPath() {
    return onPath(NAME);
  }

  private Optional<List<String>> onPath(String name) {
    return onPathAsFile(name).map(this::runnable);
  }

  private Optional<Path> onPathAsFile(String name) {
    for (String folder : variable("PATH").split(windows ? ";" : ":")) {
      if (folder.isEmpty()) continue;
      try {
        Optional<Path> found = executable(Path.of(folder), name);
        if (found.isPresent()) return found;
      } catch (InvalidPathException notOneOfOurs) {
        // Other programs live with such an entry, too.
      }
    }
    return Optional.empty();
  }

  /** What npm installed globally, or keeps in its cache. It is asked once, since it answers slowly. */
  private Optional<List<String>> npx() {
    Optional<Path> npx = onPathAsFile("npx");
    if (npx.isEmpty()) return Optional.empty();
    List<String> command = new ArrayList<>(runnable(npx.get()));
    // Without --offline npx asks the registry about a package that it may not install anyway.
    command.addAll(List.of("--no-install", "--offline", NAME));
    return answers(command) ? Optional.of(command) : Optional.empty();
  }

  private boolean answers(List<String> command) {
    List<String> version = new ArrayList<>(command);
    version.add("--version");
    ProcessBuilder builder = new ProcessBuilder(version).directory(settings.root().toFile());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        return process.waitFor(NPX_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        Child.kill(process.toHandle());
      }
    } catch (IOException notRunnable) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
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

  /** How that file is run: JavaScript by node where it was configured, scripts of Windows by its shell. */
  private List<String> runnable(Path file) {
    boolean isShim = windows && isBatch(file);
    if (settings.node() != null || isShim) {
      Optional<Path> script = script(file);
      if (script.isPresent()) return List.of(node(), script.get().toString());
    }
    if (isScript(file)) return List.of(node(), file.toString());
    return isShim ? List.of("cmd", "/d", "/c", file.toString()) : List.of(file.toString());
  }

  private String node() {
    return settings.node() == null ? "node" : settings.node().toString();
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
