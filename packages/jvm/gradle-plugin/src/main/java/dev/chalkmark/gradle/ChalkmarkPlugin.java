package dev.chalkmark.gradle;

import org.gradle.api.Plugin;
import org.gradle.api.Project;

/**
 * The plugin {@code dev.chalkmark}: marks the archives of the project that it is applied to and of all projects below
 * it. Applied to the root project, it marks those of the whole build.
 */
public class ChalkmarkPlugin implements Plugin<Project> {
  /** Called by Gradle. */
  public ChalkmarkPlugin() {}

  @Override
  public void apply(Project project) {
    ChalkmarkExtension extension =
        project.getExtensions().create("chalkmark", ChalkmarkExtension.class);
    MarkedBuild build = MarkedBuild.of(project.getGradle());
    build.add(project, extension);
    HandTasks.add(project, build);
  }
}
