package dev.chalkmark.gradle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The block {@code chalkmark { … }}. What is not set is taken from the nearest project above that sets it.
 *
 * <p>A build has one process and one report, and so one {@code node}, {@code command}, {@code template}, {@code
 * reproducible}, {@code strict}, {@code report}, {@code config} and {@code timeout}: those of the outermost project that sets them.
 */
public class ChalkmarkExtension {
  private Boolean enabled;
  private Object node;
  private Object command;
  private Object template;
  private Map<String, Object> keys = new LinkedHashMap<>();
  private Boolean reproducible;
  private Boolean strict;
  private List<String> include = new ArrayList<>();
  private List<String> exclude = new ArrayList<>();
  private Object report;
  private Object config;
  private Integer timeout;

  /** Created by Gradle. */
  public ChalkmarkExtension() {}

  /** Whether archives are marked when they are made; else only the task {@code chalkmark} does. Default: true. */
  public Boolean getEnabled() {
    return enabled;
  }

  /** {@link #getEnabled} */
  public void setEnabled(Boolean enabled) {
    this.enabled = enabled;
  }

  /** The file of Node.js (text or a file) that runs the command. Default: {@code node} on the PATH. */
  public Object getNode() {
    return node;
  }

  /** {@link #getNode} */
  public void setNode(Object node) {
    this.node = node;
  }

  /** The chalkmark command: a file, or a program and its arguments. Default: it is looked for. */
  public Object getCommand() {
    return command;
  }

  /** {@link #getCommand} */
  public void setCommand(Object command) {
    this.command = command;
  }

  /** The command's config file, whose sinks and reports say where reports go. Default: none. */
  public Object getConfig() {
    return config;
  }

  /** {@link #getConfig} */
  public void setConfig(Object config) {
    this.config = config;
  }

  /** The name of the mark's template, or a list of keys. */
  public Object getTemplate() {
    return template;
  }

  /** {@link #getTemplate} */
  public void setTemplate(Object template) {
    this.template = template;
  }

  /** Keys for the marks, by name. Those of a project are added to those of the projects above, and win. */
  public Map<String, Object> getKeys() {
    return keys;
  }

  /** {@link #getKeys} */
  public void setKeys(Map<String, Object> keys) {
    this.keys = keys;
  }

  /**
   * Whether two builds of one commit give the same bytes. An archive whose contents stay the same is then not marked
   * again for another commit. Default: false, but true where SOURCE_DATE_EPOCH is set.
   */
  public Boolean getReproducible() {
    return reproducible;
  }

  /** {@link #getReproducible} */
  public void setReproducible(Boolean reproducible) {
    this.reproducible = reproducible;
  }

  /** Whether an archive that can not be marked fails the build. Default: false, a warning. */
  public Boolean getStrict() {
    return strict;
  }

  /** {@link #getStrict} */
  public void setStrict(Boolean strict) {
    this.strict = strict;
  }

  /**
   * Which archives are marked, as glob patterns: of the file's name, or, with a slash in it, of its path from the root
   * project's folder. Default: all.
   */
  public List<String> getInclude() {
    return include;
  }

  /** {@link #getInclude} */
  public void setInclude(List<String> include) {
    this.include = include;
  }

  /** Which archives are not marked after all: patterns as of {@link #getInclude}. Default: none. */
  public List<String> getExclude() {
    return exclude;
  }

  /** {@link #getExclude} */
  public void setExclude(List<String> exclude) {
    this.exclude = exclude;
  }

  /** The report's file, or false: no report. Default: {@code build/chalk-report.json} of the root project. */
  public Object getReport() {
    return report;
  }

  /** {@link #getReport} */
  public void setReport(Object report) {
    this.report = report;
  }

  /** For how many seconds the command may be silent while it is waited for, before it is ended. Default: 60. */
  public Integer getTimeout() {
    return timeout;
  }

  /** {@link #getTimeout} */
  public void setTimeout(Integer timeout) {
    this.timeout = timeout;
  }
}
