package dev.chalkmark.gradle;

import java.io.File;
import org.gradle.api.Task;
import org.gradle.api.invocation.Gradle;
import org.gradle.api.provider.Provider;
import org.gradle.util.GradleVersion;

/** What lasts as long as a build, and what is new with each: Gradle 6.1 has other means for it than those before. */
interface Lifetime {
  /** The build's process: one, started when the provider's value is first used, and ended with the build. */
  Provider<? extends SessionHolder> session(BuildOptions options);

  /** The commit that is checked out, read anew in each build that has to know; empty text where there is none. */
  Object commit(File folder);

  /** Says that the task uses the session, which was asked for before. */
  void uses(Task task);

  /** What this Gradle has. Build services and value sources came with 6.1; the configuration cache asks for both. */
  static Lifetime of(Gradle gradle) {
    boolean hasServices =
        GradleVersion.current().getBaseVersion().compareTo(GradleVersion.version("6.1")) >= 0;
    if (!hasServices) return new ListenerLifetime(gradle);
    try {
      // By name: these classes name classes that an earlier Gradle does not have.
      return (Lifetime)
          Class.forName("dev.chalkmark.gradle.ServiceLifetime")
              .getDeclaredConstructor(Gradle.class)
              .newInstance(gradle);
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException("the jar of dev.chalkmark is not complete", error);
    }
  }
}
