package dev.chalkmark.maven;

import dev.chalkmark.client.Chalkmark;
import dev.chalkmark.client.ChalkmarkException;
import dev.chalkmark.client.Log;
import dev.chalkmark.client.Settings;
import dev.chalkmark.client.Summary;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;

/**
 * What the goals share from their first run in a session to the session's end: one command for all projects, and what
 * waits for other goals. Thread-safe.
 */
final class Build {
  /** Sessions are cloned for each project that is built beside others; their request is the same one. */
  private static final Map<MavenExecutionRequest, Build> BUILDS = new WeakHashMap<>();

  private final Log log;
  private final Events events;
  private Settings settings;
  private Chalkmark chalkmark;
  private ChalkmarkException failure;
  private boolean hasWarnedOfSettings;

  private Build(MavenSession session, Log log) {
    this.log = log;
    events = Events.of(session.getRequest());
    events.beforeGoals(event -> ShadedMarks.leaveOut(event.getProject(), event.getMojoExecution()));
    events.onSessionEnded(
        () -> {
          synchronized (BUILDS) {
            BUILDS.remove(session.getRequest());
          }
          end();
        });
  }

  /** The build that a session is. */
  static Build of(MavenSession session, Log log) {
    synchronized (BUILDS) {
      return BUILDS.computeIfAbsent(session.getRequest(), request -> new Build(session, log));
    }
  }

  Events events() {
    return events;
  }

  /** The command of this build. It starts with its first request. */
  synchronized Chalkmark chalkmark(Settings wanted) {
    if (settings == null) settings = wanted;
    else if (!isSame(settings, wanted) && !hasWarnedOfSettings) {
      hasWarnedOfSettings = true;
      log.warn(
          "the projects of this build differ in node, command, template, reproducible, report or config;"
              + " those of the first one hold for all");
    }
    if (chalkmark == null) chalkmark = Chalkmark.open(settings, log);
    return chalkmark;
  }

  private static boolean isSame(Settings one, Settings other) {
    return one.command().equals(other.command())
        && Objects.equals(one.node(), other.node())
        && Objects.equals(one.template(), other.template())
        && one.templateKeys().equals(other.templateKeys())
        && one.reproducible() == other.reproducible()
        && Objects.equals(one.config(), other.config())
        && Objects.equals(one.report(), other.report());
  }

  /** Tells people about a failure of the command once: every archive after the first fails for the same reason. */
  synchronized void warnOnce(ChalkmarkException error) {
    if (failure != null && failure.getMessage().equals(error.getMessage())) return;
    failure = error;
    log.warn(error.getMessage());
  }

  /** Ends the command, which writes the report. */
  void end() {
    Chalkmark ending;
    synchronized (this) {
      ending = chalkmark;
      chalkmark = null;
    }
    if (ending == null) return;
    try {
      Summary summary = ending.end();
      if (summary == null) return;
      for (String error : summary.errors()) log.warn(error);
      if (summary.report() != null) log.info("report: " + summary.report());
    } catch (ChalkmarkException error) {
      warnOnce(error);
    } finally {
      ending.close();
    }
  }
}
