package dev.chalkmark.gradle;

import dev.chalkmark.client.GitCommit;
import java.io.File;
import java.util.concurrent.Callable;
import org.gradle.api.Task;
import org.gradle.api.invocation.Gradle;
import org.gradle.api.provider.Provider;

/** For Gradle before 6.1: a listener ends the process. It is told of builds that failed or were cancelled, too. */
final class ListenerLifetime implements Lifetime {
  private final Gradle gradle;

  ListenerLifetime(Gradle gradle) {
    this.gradle = gradle;
  }

  @Override
  @SuppressWarnings("deprecation") // There is no other way before build services.
  public Provider<? extends SessionHolder> session(BuildOptions options) {
    BuildSession session = new BuildSession(options);
    gradle.buildFinished(result -> session.close());
    SessionHolder holder = () -> session;
    return gradle.getRootProject().provider(() -> holder);
  }

  @Override
  public Object commit(File folder) {
    return (Callable<String>) () -> GitCommit.at(folder.toPath()).orElse("");
  }

  @Override
  public void uses(Task task) {
    // Gradle does not ask for this before 6.1.
  }
}
