import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a folder that looks like a Gradle distribution out of the jar of Gradle's API. That jar holds the classes of
 * nearly all modules of Gradle; Gradle itself asks for a jar of each module, with a list of what it depends on in it,
 * and for the libraries that it was built with. Those in the jar are renamed, so empty jars will do.
 *
 * <p>Arguments: the folder to make, Gradle's version, the paths of the API's jar and of those that it depends on.
 */
public class Distribution {
  private static final String LIST = "-classpath.properties";
  /** Asked for by name, and not among the modules that the jar lists. */
  private static final String[] UNLISTED = {
    "gradle-gradle-cli", "gradle-java-compiler-plugin", "javax.inject", "jul-to-slf4j", "native-platform", "kryo",
    "commons-lang", "guava", "asm"
  };

  public static void main(String[] args) throws IOException {
    Path lib = Files.createDirectories(Path.of(args[0], "lib"));
    String version = args[1];
    Files.createDirectories(lib.resolve("plugins"));

    Set<String> modules = new TreeSet<>();
    Set<String> libraries = new TreeSet<>();
    for (String path : args[2].split(File.pathSeparator)) {
      Path jar = Path.of(path);
      String name = jar.getFileName().toString();
      if (name.startsWith("gradle-api-")) {
        read(jar, modules, libraries);
        name = "gradle-core-" + version + ".jar";
      }
      Files.createSymbolicLink(lib.resolve(name), jar);
    }
    for (String library : libraries) {
      Path jar = lib.resolve(library);
      if (!Files.exists(jar)) write(jar, null, null);
    }
    for (String module : modules) {
      if (module.equals("gradle-core")) continue;
      write(lib.resolve(module + "-" + version + ".jar"), module + LIST, "projects=gradle-core\nruntime=\n");
    }
    for (String module : UNLISTED) {
      write(lib.resolve(module + "-" + version + ".jar"), module + LIST, "projects=gradle-core\nruntime=\n");
    }
  }

  private static void read(Path jar, Set<String> modules, Set<String> libraries) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        String name = entry.getName();
        if (!name.endsWith(LIST) || name.contains("/")) continue;
        modules.add(name.substring(0, name.length() - LIST.length()));
        Properties properties = new Properties();
        properties.load(file.getInputStream(entry));
        for (String library : properties.getProperty("runtime", "").split(",")) {
          if (!library.isEmpty()) libraries.add(library);
        }
      }
    }
  }

  private static void write(Path jar, String name, String content) throws IOException {
    try (OutputStream to = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(to)) {
      if (name == null) return;
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
  }
}
