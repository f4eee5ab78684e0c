package dev.chalkmark.client;

import java.nio.file.Path;
import java.util.Map;

/** A build that marks one archive and then does something else, for long. Arguments: root, file that tells of the end. */
public final class StoppedBuild {
  private StoppedBuild() {}

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .root(Path.of(arguments[0]))
            .command(FakeCommand.command("tells of its end", arguments[1]))
            .build();
    Log log =
        new Log() {
          @Override
          public void info(String line) {}

          @Override
          public void warn(String line) {
            System.out.println(line);
          }
        };
    Chalkmark chalkmark = Chalkmark.open(settings, log);
    chalkmark.mark(Path.of("a.jar"), Map.of());
    System.out.println("marked");
    Thread.sleep(600_000);
  }
}
