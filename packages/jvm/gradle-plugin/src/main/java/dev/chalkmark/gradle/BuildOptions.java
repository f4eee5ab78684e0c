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
import org.gradle.util.GradleVersion;

/** What a build has one of, taken from the blocks of its projects. Of plain values: the configuration cache keeps it. */
public final class BuildOptions implements Serializable {
  private static final long serialVersionUID = 1;

  final File root;
  final File report;
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
    node = text(first(blocks, ChalkmarkExtension::getNode));
    command = texts(first(blocks, ChalkmarkExtension::getCommand));
    Object template = first(blocks, ChalkmarkExtension::getTemplate);
    this.template = template instanceof Iterable ? null : text(template);
    templateKeys = template instanceof Iterable ? texts(template) : new ArrayList<>();
    reproducible = Boolean.TRUE.equals(first(blocks, ChalkmarkExtension::getReproducible));
    strict = Boolean.TRUE.equals(first(blocks, ChalkmarkExtension::getStrict));
    Integer timeout = first(blocks, ChalkmarkExtension::getTimeout);
    this.timeout = timeout == null ? 60 : timeout;
    if (this.timeout <= 0) {
      throw new GradleException("chalkmark.timeout is " + timeout + "; it must be more than zero");
    }
    report = report(root, blocks);
    for (MarkedBuild.Block block : blocks) {
      if (block.project.equals(root)) keys.putAll(ArtifactKeys.plain(block.extension.getKeys()));
    }
  }

  private static File report(Project root, List<MarkedBuild.Block> blocks) {
    for (MarkedBuild.Block block : blocks) {
      Object report = block.extension.getReport();
      if (Boolean.FALSE.equals(report)) return null;
      if (report != null) return block.project.file(report);
    }
    return root.getLayout().getBuildDirectory().file("chalk-report.json").get().getAsFile();
  }

  private static <T> T first(List<MarkedBuild.Block> blocks, Option<T> option) {
    for (MarkedBuild.Block block : blocks) {
      T value = option.of(block.extension);
      if (value != null) return value;
    }
    return null;
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
    return inputs;
  }

  Settings settings() {
    String version = BuildOptions.class.getPackage().getImplementationVersion();
    return Settings.builder()
        .root(root.toPath())
        .report(report == null ? null : report.toPath())
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
