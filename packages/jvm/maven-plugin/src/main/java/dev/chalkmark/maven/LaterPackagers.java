package dev.chalkmark.maven;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.LifecycleExecutor;
import org.apache.maven.plugin.MojoExecution;

/**
 * Finds the goals that make or change archives although they are bound behind this plugin's. Executions in one phase run in
 * the order of the POM, but what a parent POM has comes before what its children add: a plugin that is bound there for all
 * runs before the {@code repackage} or {@code shade} of one.
 */
final class LaterPackagers {
  /** Plugins that make archives which are a project's artifacts. */
  private static final Set<String> PLUGINS =
      Set.of(
          "maven-jar-plugin",
          "maven-war-plugin",
          "maven-ear-plugin",
          "maven-ejb-plugin",
          "maven-source-plugin",
          "maven-javadoc-plugin",
          "maven-assembly-plugin",
          "maven-shade-plugin",
          "spring-boot-maven-plugin",
          "maven-bundle-plugin",
          "bnd-maven-plugin",
          "quarkus-maven-plugin",
          "proguard-maven-plugin");

  private LaterPackagers() {}

  /**
   * The last such goal that comes after the running one in the same phase.
   *
   * @return nothing where there is none, or where the running goal is bound to no phase
   * @throws Exception if Maven can not say what it is going to do
   */
  static Optional<MojoExecution> last(LifecycleExecutor lifecycle, MavenSession session, MojoExecution running)
      throws Exception {
    String phase = running.getLifecyclePhase();
    if (phase == null) return Optional.empty();
    List<MojoExecution> plan = lifecycle.calculateExecutionPlan(session, false, phase).getMojoExecutions();
    MojoExecution last = null;
    boolean isLater = false;
    for (MojoExecution execution : plan) {
      if (isLater && phase.equals(execution.getLifecyclePhase()) && PLUGINS.contains(execution.getArtifactId()))
        last = execution;
      if (Events.identity(execution).equals(Events.identity(running))) isLater = true;
    }
    return Optional.ofNullable(last);
  }
}
