package dev.chalkmark.gradle;

import dev.chalkmark.client.Settings;
import java.io.File;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gradle.api.GradleException;
import org.gradle.api.Project;
import org.gradle.api.logging.Logger;
import org.gradle.api.logging.Logging;
import org.gradle.util.GradleVersion;

/** What a build has one of, taken from the blocks of its projects. Of plain values: the configuration cache keeps it. */
public final class BuildOptions implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Logger LOGGER = Logging.getLogger(ChalkmarkPlugin.class);

  final File root;
  final File report;
  final File config;
  final String node;
  final ArrayList<String> command;
  final String template;
  final ArrayList<String> templateKeys;
  final TreeMap<String, Object> keys = new TreeMap<>();
  final boolean reproducible;
  final boolean strict;
  final int timeout;

  /**
   * @param root the root project
   * @param blocks those of the build, outermost projects first
   */
  BuildOptions(Project root, List<MarkedBuild.Block> blocks) {
    this.root = root.getProjectDir();
    node = text(first(blocks, "node", ChalkmarkExtension::getNode));
    command = texts(first(blocks, "command", ChalkmarkExtension::getCommand));
    Object template = first(blocks, "template", ChalkmarkExtension::getTemplate);
    this.template = template instanceof Iterable ? null : text(template);
    templateKeys = template instanceof Iterable ? texts(template) : new ArrayList<>();
    reproducible = Boolean.TRUE.equals(first(blocks, "reproducible", ChalkmarkExtension::getReproducible));
    strict = Boolean.TRUE.equals(first(blocks, "strict", ChalkmarkExtension::getStrict));
    Integer timeout = first(blocks, "timeout", ChalkmarkExtension::getTimeout);
    this.timeout = timeout == null ? 60 : timeout;
    if (this.timeout <= 0) {
      throw new GradleException("chalkmark.timeout is " + timeout + "; it must be more than zero");
    }
    report = report(root, blocks);
    config = config(blocks);
    for (MarkedBuild.Block block : blocks) {
      if (block.project.equals(root)) keys.putAll(ArtifactKeys.plain(block.extension.getKeys()));
    }
  }

  private static File report(Project root, List<MarkedBuild.Block> blocks) {
    Object report = first(blocks, "report", ChalkmarkExtension::getReport);
    if (Boolean.FALSE.equals(report)) return null;
    for (MarkedBuild.Block block : blocks) {
      // A path is relative to the project that says it.
      if (block.extension.getReport() != null) return block.project.file(report);
    }
    return root.getLayout().getBuildDirectory().file("chalk-report.json").get().getAsFile();
  }

  private static File config(List<MarkedBuild.Block> blocks) {
    Object config = first(blocks, "config", ChalkmarkExtension::getConfig);
    for (MarkedBuild.Block block : blocks) {
      // A path is relative to the project that says it.
      if (block.extension.getConfig() != null) return block.project.file(config);
    }
    return null;
  }

  /** The outermost project's. Says so where another project wants another. */
  private static <T> T first(List<MarkedBuild.Block> blocks, String name, Option<T> option) {
    T first = null;
    Project from = null;
    for (MarkedBuild.Block block : blocks) {
      T value = option.of(block.extension);
      if (value == null) continue;
      if (from == null) {
        first = value;
        from = block.project;
      } else if (!text(value).equals(text(first))) {
        LOGGER.warn(
            "chalkmark: {} of {} does not hold: it is the whole build's, and {} sets it to {}",
            name, block.project.getPath(), from.getPath(), first);
      }
    }
    return first;
  }

  /** One getter of the block. */
  private interface Option<T> {
    T of(ChalkmarkExtension extension);
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private static ArrayList<String> texts(Object value) {
    ArrayList<String> texts = new ArrayList<>();
    if (value instanceof Iterable) ((Iterable<?>) value).forEach(each -> texts.add(each.toString()));
    else if (value != null) texts.add(value.toString());
    return texts;
  }

  /** What the content of marks follows from, beside the archive's keys and the commit: an input of the tasks. */
  Map<String, String> inputs() {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("template", template == null ? templateKeys.toString() : template);
    inputs.put("keys", keys.toString());
    inputs.put("reproducible", Boolean.toString(reproducible));
    // The command takes it for the time, and for a wish to be reproducible.
    inputs.put("SOURCE_DATE_EPOCH", String.valueOf(System.getenv("SOURCE_DATE_EPOCH")));
    return inputs;
  }

  Settings settings() {
    String version = BuildOptions.class.getPackage().getImplementationVersion();
    return Settings.builder()
        .root(root.toPath())
        .report(report == null ? null : report.toPath())
        .config(config == null ? null : config.toPath())
        .node(node == null ? null : Path.of(node))
        .command(command)
        .template(template)
        .templateKeys(templateKeys)
        .keys(keys)
        .reproducible(reproducible)
        .strict(strict)
        .timeout(Duration.ofSeconds(timeout))
        .client("gradle " + GradleVersion.current().getVersion() + ", dev.chalkmark " + version)
        .build();
  }
}
