package dev.chalkmark.gradle;

import java.io.File;
import org.gradle.api.Task;
import org.gradle.api.invocation.Gradle;
import org.gradle.api.provider.Provider;

/** For Gradle 6.1 and later, with the configuration cache and without. */
final class ServiceLifetime implements Lifetime {
  private final Gradle gradle;
  private Provider<SessionService> service;

  ServiceLifetime(Gradle gradle) {
    this.gradle = gradle;
  }

  @Override
  public Provider<? extends SessionHolder> session(BuildOptions options) {
    // Two class loaders can have this plugin, and a class of one is no class of the other.
    String name = "chalkmark-" + Integer.toHexString(System.identityHashCode(SessionService.class));
    service =
        gradle
            .getSharedServices()
            .registerIfAbsent(
                name, SessionService.class, spec -> spec.getParameters().getOptions().set(options));
    return service;
  }

  @Override
  public Object commit(File folder) {
    return gradle
        .getRootProject()
        .getProviders()
        .of(CommitSource.class, spec -> spec.getParameters().getFolder().set(folder));
  }

  @Override
  public void uses(Task task) {
    task.usesService(service);
  }
}
