package dev.chalkmark.gradle;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.gradle.api.GradleException;
import org.gradle.api.tasks.TaskAction;

/** {@code chalkmarkVerify}: fails unless each archive has a mark, and both are intact. */
public class VerifyTask extends HandTask {
  /** Called by Gradle. */
  public VerifyTask() {}

  /** Called by Gradle. */
  @TaskAction
  public void verify() {
    List<String> errors = new ArrayList<>();
    for (File file : presentFiles()) {
      for (String error : session().verify(file)) errors.add(file + ": " + error);
    }
    if (!errors.isEmpty()) throw new GradleException("chalkmark: " + String.join("\n", errors));
  }
}
