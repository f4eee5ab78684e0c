package dev.chalkmark.gradle;

import dev.chalkmark.client.Chalkmark;
import dev.chalkmark.client.ChalkmarkException;
import dev.chalkmark.client.CommandFinder;
import dev.chalkmark.client.Log;
import dev.chalkmark.client.MarkResult;
import dev.chalkmark.client.Summary;
import dev.chalkmark.client.VerifyResult;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gradle.api.GradleException;
import org.gradle.api.logging.Logger;
import org.gradle.api.logging.Logging;

/** The one process of a build: started for the first archive, ended with the build. Called by many threads. */
final class BuildSession implements AutoCloseable {
  private static final Logger LOGGER = Logging.getLogger(ChalkmarkPlugin.class);
  private static final Log LOG =
      new Log() {
        @Override
        public void info(String line) {
          LOGGER.info("chalkmark: {}", line);
        }

        @Override
        public void warn(String line) {
          LOGGER.warn("chalkmark: {}", line);
        }
      };

  private final BuildOptions options;
  private Chalkmark chalkmark;
  private Boolean isInstalled;
  private final Set<String> saidReasons = ConcurrentHashMap.newKeySet();

  BuildSession(BuildOptions options) {
    this.options = options;
  }

  /**
   * Marks an archive.
   *
   * @return whether it is marked; if not, a warning says why
   * @throws GradleException if it is not and the build is strict
   */
  boolean mark(File archive, Map<String, Object> keys) {
    try {
      MarkResult result = process().mark(archive.toPath(), keys);
      for (String warning : result.warnings()) LOG.warn(show(archive) + ": " + warning);
      if (result.marked()) return true;
      fail(archive, result.reason(), null);
    } catch (ChalkmarkException error) {
      fail(archive, error.getMessage(), error);
    }
    return false;
  }

  /**
   * Checks an archive's mark.
   *
   * @return what is wrong, one line each
   */
  List<String> verify(File archive) {
    try {
      VerifyResult result = process().verify(archive.toPath());
      if (!result.notCovered().isEmpty())
        LOG.warn(show(archive) + ": the mark does not cover " + String.join("; ", result.notCovered()));
      if (result.valid()) return List.of();
      return result.errors().isEmpty() ? List.of("there is no mark") : result.errors();
    } catch (ChalkmarkException error) {
      throw new GradleException("chalkmark: " + show(archive) + ": " + error.getMessage(), error);
    }
  }

  private synchronized Chalkmark process() {
    if (chalkmark == null) chalkmark = Chalkmark.open(options.settings(), LOG);
    return chalkmark;
  }

  /** Whether there is a command to start. Nothing is started. */
  synchronized boolean isInstalled() {
    if (isInstalled == null) {
      List<String> warnings = new ArrayList<>();
      isInstalled = CommandFinder.find(options.settings(), System.getenv(), warnings::add).isPresent();
      // The error is reported when the command is started.
      if (!isInstalled) warnings.forEach(LOG::warn);
    }
    return isInstalled;
  }

  private void fail(File archive, String reason, ChalkmarkException cause) {
    String line = show(archive) + " is not marked: ";
    // The reason why a command is missing is printed only once, not for each archive.
    boolean isKnown = cause != null && !saidReasons.add(reason);
    if (options.strict) throw new GradleException("chalkmark: " + line + reason, cause);
    LOG.warn(line + (isKnown ? "see above" : reason));
  }

  private String show(File archive) {
    return Archives.pathFrom(options.root, archive);
  }

  /**
   * Has the report written and ends the process.
   *
   * @throws GradleException if facts or reports were lost and the build is strict
   */
  @Override
  public synchronized void close() {
    if (chalkmark == null) return;
    Chalkmark open = chalkmark;
    chalkmark = null;
    try {
      Summary summary = open.end();
      if (summary == null) return;
      LOG.info(summary.marked() + " marked, report: " + summary.report());
      finish(summary.errors(), null);
    } catch (ChalkmarkException error) {
      if (!saidReasons.contains(error.getMessage())) finish(List.of(error.getMessage()), error);
    } finally {
      open.close();
    }
  }

  private void finish(List<String> errors, ChalkmarkException cause) {
    if (errors.isEmpty()) return;
    if (options.strict) throw new GradleException("chalkmark: " + String.join("\n", errors), cause);
    errors.forEach(LOG::warn);
  }
}
