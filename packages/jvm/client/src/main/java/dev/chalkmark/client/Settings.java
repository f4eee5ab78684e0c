package dev.chalkmark.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How the command is found and what it is told when it starts. Immutable. */
public final class Settings {
  private final Path root;
  private final Path report;
  private final Path config;
  private final List<String> command;
  private final Path node;
  private final String template;
  private final List<String> templateKeys;
  private final Map<String, Object> keys;
  private final boolean reproducible;
  private final boolean strict;
  private final Map<String, Object> env;
  private final String client;
  private final Duration timeout;

  private Settings(Builder builder) {
    root = Objects.requireNonNull(builder.root, "root").toAbsolutePath().normalize();
    report = builder.report == null ? null : root.resolve(builder.report).normalize();
    config = builder.config == null ? null : root.resolve(builder.config).normalize();
    command = List.copyOf(builder.command);
    node = builder.node;
    template = builder.template;
    templateKeys = List.copyOf(builder.templateKeys);
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(builder.keys));
    reproducible = builder.reproducible;
    strict = builder.strict;
    env = Collections.unmodifiableMap(new LinkedHashMap<>(builder.env));
    client = builder.client;
    timeout = builder.timeout;
  }

  /**
   * Starts a set of settings; only {@link Builder#root(Path)} has to be given.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Where git and CODEOWNERS are looked for, and where the search for {@code node_modules} begins.
   *
   * @return an absolute path
   */
  public Path root() {
    return root;
  }

  /**
   * The file that the report is written to.
   *
   * @return an absolute path; null for no report
   */
  public Path report() {
    return report;
  }

  /**
   * The command's config file that says which report goes where.
   *
   * @return an absolute path; null for none
   */
  public Path config() {
    return config;
  }

  /**
   * The configured command and its first arguments.
   *
   * @return empty where it has to be looked for
   */
  public List<String> command() {
    return command;
  }

  /**
   * The configured executable of Node.
   *
   * @return null for the one on the PATH
   */
  public Path node() {
    return node;
  }

  /**
   * The name of the template that picks the keys of a mark.
   *
   * @return null for the command's own choice
   */
  public String template() {
    return template;
  }

  /**
   * The keys of a mark, where they are listed instead of picked by a named template.
   *
   * @return empty where {@link #template()} or the command's own choice holds
   */
  public List<String> templateKeys() {
    return templateKeys;
  }

  /**
   * Keys for all marks of the build, with their values.
   *
   * @return values are what JSON has: text, numbers, booleans, lists, maps
   */
  public Map<String, Object> keys() {
    return keys;
  }

  /**
   * Whether two builds of one commit must give the same bytes.
   *
   * @return false where not asked for
   */
  public boolean reproducible() {
    return reproducible;
  }

  /**
   * Whether a failure to mark has to fail the build. The caller has to obey it; the client always throws.
   *
   * @return false where not asked for
   */
  public boolean strict() {
    return strict;
  }

  /**
   * Which environment variables the report may show, as the command's configuration has it: {@code {show: ["CI"]}}.
   *
   * @return empty for the command's own choice
   */
  public Map<String, Object> env() {
    return env;
  }

  /**
   * Who is asking: build tool and plugin, with their versions.
   *
   * @return text for people
   */
  public String client() {
    return client;
  }

  /**
   * How long the command may be silent while an answer is awaited.
   *
   * @return 60 seconds where nothing else was said
   */
  public Duration timeout() {
    return timeout;
  }

  /** Collects settings. Not thread-safe. Null where a value may be missing means: as if never called. */
  public static final class Builder {
    private Path root;
    private Path report;
    private Path config;
    private List<String> command = List.of();
    private Path node;
    private String template;
    private List<String> templateKeys = List.of();
    private Map<String, Object> keys = Map.of();
    private boolean reproducible;
    private boolean strict;
    private Map<String, Object> env = Map.of();
    private String client = "dev.chalkmark";
    private Duration timeout = Duration.ofSeconds(60);

    private Builder() {}

    /**
     * Sets {@link Settings#root()}.
     *
     * @param value the project's root folder
     * @return this
     */
    public Builder root(Path value) {
      root = value;
      return this;
    }

    /**
     * Sets {@link Settings#report()}.
     *
     * @param value a file, relative to the root if not absolute; null for no report
     * @return this
     */
    public Builder report(Path value) {
      report = value;
      return this;
    }

    /**
     * Sets {@link Settings#config()}.
     *
     * @param value a file, relative to the root if not absolute; null for none
     * @return this
     */
    public Builder config(Path value) {
      config = value;
      return this;
    }

    /**
     * Sets {@link Settings#command()}.
     *
     * @param value the executable (a path with a separator in it is relative to the root) and its first arguments
     * @return this
     */
    public Builder command(List<String> value) {
      command = value == null ? List.of() : new ArrayList<>(value);
      return this;
    }

    /**
     * Sets {@link Settings#node()}.
     *
     * @param value an executable, or null
     * @return this
     */
    public Builder node(Path value) {
      node = value;
      return this;
    }

    /**
     * Sets {@link Settings#template()}.
     *
     * @param value a name, or null
     * @return this
     */
    public Builder template(String value) {
      template = value;
      return this;
    }

    /**
     * Sets {@link Settings#templateKeys()}; they win over a template's name.
     *
     * @param value names of keys
     * @return this
     */
    public Builder templateKeys(List<String> value) {
      templateKeys = value == null ? List.of() : value;
      return this;
    }

    /**
     * Sets {@link Settings#keys()}.
     *
     * @param value keys and values
     * @return this
     */
    public Builder keys(Map<String, ?> value) {
      keys = value == null ? Map.of() : new LinkedHashMap<>(value);
      return this;
    }

    /**
     * Sets {@link Settings#reproducible()}.
     *
     * @param value true for builds that must give the same bytes
     * @return this
     */
    public Builder reproducible(boolean value) {
      reproducible = value;
      return this;
    }

    /**
     * Sets {@link Settings#strict()}.
     *
     * @param value true where a failure to mark has to fail the build
     * @return this
     */
    public Builder strict(boolean value) {
      strict = value;
      return this;
    }

    /**
     * Sets {@link Settings#env()}.
     *
     * @param value the rules for environment variables
     * @return this
     */
    public Builder env(Map<String, ?> value) {
      env = value == null ? Map.of() : new LinkedHashMap<>(value);
      return this;
    }

    /**
     * Sets {@link Settings#client()}.
     *
     * @param value build tool and plugin, with their versions
     * @return this
     */
    public Builder client(String value) {
      client = Objects.requireNonNull(value, "client");
      return this;
    }

    /**
     * Sets {@link Settings#timeout()}.
     *
     * @param value more than zero
     * @return this
     */
    public Builder timeout(Duration value) {
      if (value.isNegative() || value.isZero()) throw new IllegalArgumentException("timeout must be more than zero");
      timeout = value;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return immutable settings
     * @throws NullPointerException if the root was not set
     */
    public Settings build() {
      return new Settings(this);
    }
  }
}
