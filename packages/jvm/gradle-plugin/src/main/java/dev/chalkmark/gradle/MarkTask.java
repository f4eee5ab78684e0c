package dev.chalkmark.gradle;

import java.io.File;
import org.gradle.api.tasks.TaskAction;

/** {@code chalkmark}: marks files by hand. Archives that were marked when they were made are left as they are. */
public class MarkTask extends HandTask {
  /** Called by Gradle. */
  public MarkTask() {}

  /** Called by Gradle. */
  @TaskAction
  public void mark() {
    for (File file : presentFiles()) {
      if (!marked().contains(file.getPath())) session().mark(file, keysOf(file));
    }
  }
}
