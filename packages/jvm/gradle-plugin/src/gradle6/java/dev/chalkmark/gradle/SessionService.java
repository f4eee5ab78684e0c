package dev.chalkmark.gradle;

import javax.inject.Inject;
import org.gradle.api.provider.Property;
import org.gradle.api.services.BuildService;
import org.gradle.api.services.BuildServiceParameters;

/** The session as a build service: Gradle makes it when a task first asks, and closes it when no task will any more. */
public abstract class SessionService
    implements BuildService<SessionService.Parameters>, SessionHolder, AutoCloseable {
  /** What the session is told. */
  public interface Parameters extends BuildServiceParameters {
    /** The options of the build, all of them. */
    Property<BuildOptions> getOptions();
  }

  private final BuildSession session = new BuildSession(getParameters().getOptions().get());

  /** Called by Gradle. */
  @Inject
  public SessionService() {}

  @Override
  public BuildSession session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
