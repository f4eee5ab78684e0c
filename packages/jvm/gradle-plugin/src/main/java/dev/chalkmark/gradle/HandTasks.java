package dev.chalkmark.gradle;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.gradle.api.Project;
import org.gradle.api.file.FileCollection;

/** The tasks that are asked for by name. */
final class HandTasks {
  private HandTasks() {}

  /** Adds {@code chalkmark} and {@code chalkmarkVerify} to the project. */
  static void add(Project project, MarkedBuild build) {
    MarkTask mark =
        add(project, build, "chalkmark", MarkTask.class, "build", "Marks archives, or the files of -Pchalkmark.files=A,B.");
    VerifyTask verify =
        add(
            project,
            build,
            "chalkmarkVerify",
            VerifyTask.class,
            "verification",
            "Checks the marks of archives, or of the files of -Pchalkmark.files=A,B.");
    verify.mustRunAfter(mark);
  }

  private static <T extends HandTask> T add(
      Project project, MarkedBuild build, String name, Class<T> type, String group, String description) {
    T task = project.getTasks().create(name, type);
    task.setGroup(group);
    task.setDescription(description);
    task.setFiles(filesOf(project, build));
    return task;
  }

  private static FileCollection filesOf(Project project, MarkedBuild build) {
    Object named = project.findProperty("chalkmark.files");
    if (named != null) return project.files((Object[]) named.toString().split(","));
    // Not before all projects are configured.
    Callable<Object> archives =
        () ->
            build.archives(project).stream()
                .map(task -> task.getOutputs().getFiles())
                .collect(Collectors.toList());
    return project.files(archives);
  }
}
