package dev.chalkmark.gradle;

import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.gradle.api.Project;
import org.gradle.api.Task;
import org.gradle.api.execution.TaskExecutionGraph;
import org.gradle.api.invocation.Gradle;
import org.gradle.api.plugins.ExtraPropertiesExtension;
import org.gradle.api.provider.Provider;
import org.gradle.api.tasks.bundling.AbstractArchiveTask;

/** One build: the projects that the plugin is applied to, and the archive tasks that get an action. */
final class MarkedBuild {
  private static final String PROPERTY = "dev.chalkmark.build";

  /** The block of one project. */
  static final class Block {
    final Project project;
    final ChalkmarkExtension extension;

    Block(Project project, ChalkmarkExtension extension) {
      this.project = project;
      this.extension = extension;
    }
  }

  private final Project root;
  private final Lifetime lifetime;
  private final List<Block> blocks = new ArrayList<>();
  private BuildOptions options;
  private Provider<? extends SessionHolder> session;

  private MarkedBuild(Gradle gradle) {
    root = gradle.getRootProject();
    lifetime = Lifetime.of(gradle);
    // Actions that are added as late as this are behind those of the build's scripts and of other plugins.
    gradle.getTaskGraph().whenReady(this::addActions);
  }

  /** The same one for all projects of a build. */
  static MarkedBuild of(Gradle gradle) {
    ExtraPropertiesExtension properties =
        gradle.getRootProject().getExtensions().getExtraProperties();
    if (properties.has(PROPERTY) && properties.get(PROPERTY) instanceof MarkedBuild) {
      return (MarkedBuild) properties.get(PROPERTY);
    }
    MarkedBuild build = new MarkedBuild(gradle);
    properties.set(PROPERTY, build);
    return build;
  }

  void add(Project project, ChalkmarkExtension extension) {
    blocks.add(new Block(project, extension));
    blocks.sort(
        Comparator.comparing((Block block) -> block.project.getDepth())
            .thenComparing(block -> block.project.getPath()));
  }

  private void addActions(TaskExecutionGraph graph) {
    Set<Project> projects = new LinkedHashSet<>();
    for (Task task : graph.getAllTasks()) projects.add(task.getProject());
    projects.forEach(this::ignoreMarks);
    for (Task task : graph.getAllTasks()) {
      if (task instanceof AbstractArchiveTask && !over(task.getProject()).isEmpty()) {
        ((AbstractArchiveTask) task).eachFile(new LeaveOutMarks());
      }
      if (task instanceof AbstractArchiveTask && isMarked((AbstractArchiveTask) task)) {
        addAction((AbstractArchiveTask) task);
      } else if (task instanceof HandTask) {
        prepare((HandTask) task);
      }
    }
  }

  /** Tests and the like, which have archives on their class path, are not to run again for another commit. */
  private void ignoreMarks(Project project) {
    if (over(project).isEmpty()) return;
    project.getNormalization().getRuntimeClasspath().ignore("chalk.json");
  }

  private void addAction(AbstractArchiveTask task) {
    TreeMap<String, Object> keys = keysOf(task);
    task.getInputs().property("chalkmark", options().inputs());
    task.getInputs().property("chalkmark.keys", keys);
    if (!options().reproducible) {
      task.getInputs().property("chalkmark.commit", lifetime.commit(root.getProjectDir()));
    }
    task.getOutputs().upToDateWhen(new MarkAction.WasMarked());
    // Looking for the command takes time, which nobody needs who has no build cache.
    if (root.getGradle().getStartParameter().isBuildCacheEnabled()) {
      task.getOutputs()
          .doNotCacheIf("chalkmark is not installed", new MarkAction.NotInstalled(session()));
    }
    task.doLast(new MarkAction(session(), keys));
    lifetime.uses(task);
  }

  private void prepare(HandTask task) {
    TreeMap<String, TreeMap<String, Object>> keys = new TreeMap<>();
    TreeSet<String> marked = new TreeSet<>();
    for (AbstractArchiveTask archive : archives(task.getProject())) {
      String path = Archives.fileOf(archive).getPath();
      keys.put(path, keysOf(archive));
      if (isMarked(archive)) marked.add(path);
    }
    task.prepare(session(), keysOf(task.getProject()), keys, marked);
    lifetime.uses(task);
  }

  /** The tasks of the project and those below it whose archives are wanted. */
  List<AbstractArchiveTask> archives(Project project) {
    List<AbstractArchiveTask> tasks = new ArrayList<>();
    for (Project each : project.getAllprojects()) {
      each.getTasks().withType(AbstractArchiveTask.class).stream().filter(this::isWanted).forEach(tasks::add);
    }
    return tasks;
  }

  /** Whether the task's archive is of the ZIP family and the blocks want it marked when it is made. */
  private boolean isMarked(AbstractArchiveTask task) {
    return isWanted(task) && !Boolean.FALSE.equals(nearest(task.getProject(), ChalkmarkExtension::getEnabled));
  }

  /** Whether the task's archive is of the ZIP family and the patterns let it through. */
  private boolean isWanted(AbstractArchiveTask task) {
    File archive = Archives.fileOf(task);
    if (!Archives.isZip(archive)) return false;
    List<Block> over = over(task.getProject());
    if (over.isEmpty()) return false;
    List<String> include = nearest(task.getProject(), block -> orNull(block.getInclude()));
    List<String> exclude = nearest(task.getProject(), block -> orNull(block.getExclude()));
    File from = root.getProjectDir();
    return (include == null || Archives.matches(include, from, archive))
        && (exclude == null || !Archives.matches(exclude, from, archive));
  }

  private static List<String> orNull(List<String> patterns) {
    return patterns == null || patterns.isEmpty() ? null : patterns;
  }

  /** The blocks of the project and of those above it, innermost first. */
  private List<Block> over(Project project) {
    List<Block> over = new ArrayList<>();
    for (Project each = project; each != null; each = each.getParent()) {
      for (Block block : blocks) if (block.project.equals(each)) over.add(block);
    }
    return over;
  }

  private <T> T nearest(Project project, Function<ChalkmarkExtension, T> option) {
    for (Block block : over(project)) {
      T value = option.apply(block.extension);
      if (value != null) return value;
    }
    return null;
  }

  /** The keys of this archive alone: what the build calls it, and those of the blocks below the root project's. */
  private TreeMap<String, Object> keysOf(AbstractArchiveTask task) {
    TreeMap<String, Object> keys = ArtifactKeys.of(task);
    keys.putAll(keysOf(task.getProject()));
    return keys;
  }

  private TreeMap<String, Object> keysOf(Project project) {
    TreeMap<String, Object> keys = new TreeMap<>();
    List<Block> over = over(project);
    Collections.reverse(over);
    for (Block block : over) {
      if (!block.project.equals(root)) keys.putAll(ArtifactKeys.plain(block.extension.getKeys()));
    }
    return keys;
  }

  private BuildOptions options() {
    if (options == null) options = new BuildOptions(root, blocks);
    return options;
  }

  private Provider<? extends SessionHolder> session() {
    if (session == null) session = lifetime.session(options());
    return session;
  }
}
