package dev.chalkmark.maven;

import dev.chalkmark.client.Chalkmark;
import dev.chalkmark.client.ChalkmarkException;
import dev.chalkmark.client.GitCommit;
import dev.chalkmark.client.JsonWriter;
import dev.chalkmark.client.MarkResult;
import dev.chalkmark.client.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.lifecycle.LifecycleExecutor;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Marks the archives of a project, in place: its main artifact and those attached to it, as far as they are jar, war, ear or
 * zip files.
 *
 * <p>Where goals that make archives follow in the same phase (a <code>repackage</code>, a <code>shade</code>), the archives
 * are marked after the last of them.
 */
@Mojo(name = "mark", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class MarkMojo extends ChalkmarkMojo {
  private final LifecycleExecutor lifecycle;

  /**
   * Called by Maven.
   *
   * @param lifecycle knows which goals follow
   */
  @Inject
  public MarkMojo(LifecycleExecutor lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    Build build = Build.of(session, new MojoLog(getLog()));
    Optional<MojoExecution> later = later();
    if (later.isEmpty()) {
      markAll(build);
      return;
    }
    getLog().info("waits for " + later.get().getArtifactId() + ":" + later.get().getGoal());
    build
        .events()
        .after(
            project,
            later.get(),
            () -> {
              try {
                markAll(build);
              } catch (MojoExecutionException | MojoFailureException error) {
                throw new IllegalStateException(error.getMessage(), error);
              }
            });
  }

  private Optional<MojoExecution> later() {
    try {
      return LaterPackagers.last(lifecycle, session, execution);
    } catch (Exception error) {
      getLog().warn("Maven does not say which goals follow (" + error + "); the archives are marked now");
      return Optional.empty();
    }
  }

  private void markAll(Build build) throws MojoExecutionException, MojoFailureException {
    Settings settings = settings();
    Stamps stamps = new Stamps(Path.of(project.getBuild().getDirectory()));
    String failure = null;
    for (Archive archive : archives()) {
      Map<String, Object> keys = new LinkedHashMap<>(archive.keys());
      keys.putAll(keys());
      String facts = facts(settings, keys);
      if (stamps.isCurrent(archive.file(), facts)) {
        getLog().info(archive.name() + " is marked and up to date");
        continue;
      }
      String reason = mark(build, build.chalkmark(settings), archive, keys);
      if (reason == null) stamps.put(archive.file(), facts);
      else failure = archive.name() + " is not marked: " + reason;
    }
    try {
      stamps.write();
    } catch (IOException error) {
      getLog().warn("the next build marks these archives again, since it can not be told of this one: " + error);
    }
    if (failure != null && strict) throw new MojoFailureException(failure);
  }

  /** What a mark depends on besides the archive. */
  private String facts(Settings settings, Map<String, Object> keys) {
    return JsonWriter.write(
        Arrays.asList(
            plugin(),
            settings.command(),
            settings.template(),
            settings.templateKeys(),
            settings.reproducible(),
            keys,
            GitCommit.at(settings.root()).orElse(null)));
  }

  /** Null if it was marked, otherwise why not. */
  private String mark(Build build, Chalkmark chalkmark, Archive archive, Map<String, Object> keys) {
    try {
      MarkResult result = chalkmark.mark(archive.file(), keys);
      for (String warning : result.warnings()) getLog().warn(archive.name() + ": " + warning);
      if (result.marked()) getLog().info(archive.name() + " is marked " + result.chalkId());
      else getLog().warn(archive.name() + " is not marked: " + result.reason());
      return result.reason();
    } catch (ChalkmarkException error) {
      build.warnOnce(error);
      getLog().warn(archive.name() + " is not marked");
      return error.getMessage();
    }
  }
}
