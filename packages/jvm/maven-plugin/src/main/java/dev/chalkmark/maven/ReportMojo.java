package dev.chalkmark.maven;

import dev.chalkmark.client.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Shows what the last report says: which archives were marked, and as what. */
@Mojo(name = "report", aggregator = true, threadSafe = true)
public final class ReportMojo extends ChalkmarkMojo {
  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    // What this build has marked so far is in the report only once the command has ended.
    Build.of(session, new MojoLog(getLog())).end();
    Path report = report();
    if (report == null || !Files.isRegularFile(report))
      throw new MojoFailureException("there is no report " + report + "; it is written by a build that marks archives");
    try {
      show(JsonReader.read(Files.readString(report)));
    } catch (IOException | IllegalArgumentException error) {
      throw new MojoExecutionException("the report " + report + " can not be read: " + error.getMessage(), error);
    }
  }

  /** A report is an object, or a list of them, one for each operation; {@code _CHALKS} lists the artifacts. */
  private void show(Object report) {
    for (Object operation : report instanceof List ? (List<?>) report : List.of(report)) {
      Object chalks = operation instanceof Map ? ((Map<?, ?>) operation).get("_CHALKS") : null;
      if (chalks instanceof List) for (Object chalk : (List<?>) chalks) if (chalk instanceof Map) show((Map<?, ?>) chalk);
    }
  }

  private void show(Map<?, ?> chalk) {
    StringBuilder line = new StringBuilder();
    for (String key : List.of("CHALK_ID", "COMMIT_ID", "PACKAGE_URI", "PATH_WHEN_CHALKED"))
      if (chalk.get(key) != null) line.append(line.length() == 0 ? "" : "  ").append(chalk.get(key));
    getLog().info(line);
  }
}
