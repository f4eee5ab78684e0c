package dev.chalkmark.maven;

import dev.chalkmark.client.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** The parameters that the goals have in common. */
abstract class ChalkmarkMojo extends AbstractMojo {
  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  /** Does nothing at all. */
  @Parameter(property = "chalkmark.skip", defaultValue = "false")
  boolean skip;

  /** The executable of Node. By default the one on the PATH. */
  @Parameter(property = "chalkmark.node")
  private String node;

  /**
   * The command, and its first arguments if it needs any. By default it is looked for: as
   * <code>node_modules/.bin/chalkmark</code> from the session's root up to the repository's, and as
   * <code>chalkmark</code> on the PATH.
   */
  @Parameter(property = "chalkmark.command")
  private List<String> command;

  /** The name of the template that picks the keys of a mark. By default the command's own choice. */
  @Parameter(property = "chalkmark.template")
  private String template;

  /** The keys of a mark, listed instead of picked by a named template. */
  @Parameter(property = "chalkmark.templateKeys")
  private List<String> templateKeys;

  /** Keys for the marks of this project, with their values. */
  @Parameter private Map<String, String> keys;

  /**
   * Whether two builds of one commit must give the same bytes. By default they must where
   * <code>project.build.outputTimestamp</code> is set.
   */
  @Parameter(property = "chalkmark.reproducible")
  private Boolean reproducible;

  @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true)
  private String outputTimestamp;

  /** Whether the build fails where it otherwise only warns: no command, an archive that can not be marked. */
  @Parameter(property = "chalkmark.strict", defaultValue = "false")
  boolean strict;

  /** Names of archives to take, as globs (<code>*-app.jar</code>). By default all. */
  @Parameter(property = "chalkmark.includes")
  private List<String> includes;

  /** Names of archives to leave alone, as globs (<code>*-javadoc.jar</code>). They win over the includes. */
  @Parameter(property = "chalkmark.excludes")
  private List<String> excludes;

  /**
   * The session's report, relative to its root; <code>false</code> for none. By default
   * <code>target/chalk-report.json</code>.
   */
  @Parameter(property = "chalkmark.report", defaultValue = "target/chalk-report.json")
  private String report;

  /** The command's config file, relative to the session's root, whose sinks and reports say where reports go. */
  @Parameter(property = "chalkmark.config")
  private String config;

  /** For how many seconds the command may be silent while an answer is awaited. */
  @Parameter(property = "chalkmark.timeout", defaultValue = "60")
  private int timeout;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) getLog().info("skipped");
    else run();
  }

  abstract void run() throws MojoExecutionException, MojoFailureException;

  /** What the command is told when it starts; keys are not among it, since they are the project's own. */
  final Settings settings() throws MojoExecutionException {
    if (timeout <= 0) throw new MojoExecutionException("chalkmark.timeout must be more than 0, and is " + timeout);
    return Settings.builder()
        .root(root())
        .report(report())
        .config(config == null ? null : root().resolve(config))
        .command(command)
        .node(node == null ? null : node.contains("/") || node.contains("\\") ? root().resolve(node) : Path.of(node))
        .template(template)
        .templateKeys(templateKeys)
        .reproducible(isReproducible())
        .strict(strict)
        .client("maven " + session.getSystemProperties().getProperty("maven.version") + ", " + plugin())
        .timeout(Duration.ofSeconds(timeout))
        .build();
  }

  final Path root() {
    return Path.of(session.getExecutionRootDirectory());
  }

  /** Null for none. */
  final Path report() {
    return report == null || report.equals("false") ? null : root().resolve(report);
  }

  final String plugin() {
    return execution.getArtifactId() + " " + execution.getVersion();
  }

  final Map<String, Object> keys() {
    Map<String, Object> given = new LinkedHashMap<>();
    if (keys != null) keys.forEach((name, value) -> given.put(name, value == null ? "" : value));
    return given;
  }

  final List<Archive> archives() {
    return Archive.of(project, new NamePatterns(includes, excludes));
  }

  /** Maven's own rule: a time, or a digit more or less; a single other character switches it off. */
  private boolean isReproducible() {
    if (reproducible != null) return reproducible;
    if (outputTimestamp == null || outputTimestamp.isEmpty()) return false;
    return outputTimestamp.length() > 1 || Character.isDigit(outputTimestamp.charAt(0));
  }
}
