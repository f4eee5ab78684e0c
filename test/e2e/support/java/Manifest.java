import java.io.FileInputStream;
import java.util.jar.JarInputStream;

/** Prints the main class that the manifest of each jar names, read as a stream: it has to be the first entry then. */
public class Manifest {
  public static void main(String[] jars) throws Exception {
    for (String jar : jars) {
      try (var stream = new JarInputStream(new FileInputStream(jar))) {
        System.out.println(stream.getManifest().getMainAttributes().getValue("Main-Class"));
      }
    }
  }
}
