package dev.chalkmark.gradle;

import dev.chalkmark.client.GitCommit;
import java.io.File;
import javax.inject.Inject;
import org.gradle.api.provider.Property;
import org.gradle.api.provider.ValueSource;
import org.gradle.api.provider.ValueSourceParameters;

/** The commit, read in each build: the configuration cache would keep any other value. */
public abstract class CommitSource implements ValueSource<String, CommitSource.Parameters> {
  /** Where to look. */
  public interface Parameters extends ValueSourceParameters {
    /** A folder in the work tree. */
    Property<File> getFolder();
  }

  /** Called by Gradle. */
  @Inject
  public CommitSource() {}

  @Override
  public String obtain() {
    return GitCommit.at(getParameters().getFolder().get().toPath()).orElse("");
  }
}
