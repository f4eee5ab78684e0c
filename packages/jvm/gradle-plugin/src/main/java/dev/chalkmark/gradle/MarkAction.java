package dev.chalkmark.gradle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.gradle.api.Action;
import org.gradle.api.Task;
import org.gradle.api.provider.Provider;
import org.gradle.api.specs.Spec;
import org.gradle.api.tasks.bundling.AbstractArchiveTask;

/** The last action of an archive task: marks the archive. Not a lambda: Gradle takes no note of what those do. */
final class MarkAction implements Action<Task> {
  private final Provider<? extends SessionHolder> session;
  private final TreeMap<String, Object> keys;

  MarkAction(Provider<? extends SessionHolder> session, TreeMap<String, Object> keys) {
    this.session = session;
    this.keys = keys;
  }

  @Override
  public void execute(Task task) {
    File archive = Archives.fileOf((AbstractArchiveTask) task);
    // Of an archive that would have been empty there is no file.
    if (!archive.isFile()) return;
    boolean isMarked = session.get().session().mark(archive, keys);
    try {
      Files.deleteIfExists(noteOf(task));
      // Fails if something stands there, and so follows no link.
      if (!isMarked) Files.createFile(noteOf(task));
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  /** Lies there if marking failed when the task last ran. */
  private static Path noteOf(Task task) {
    return task.getTemporaryDir().toPath().resolve("unmarked.chalkmark");
  }

  /** An archive that could not be marked is made again by the next build. */
  static final class WasMarked implements Spec<Task> {
    @Override
    public boolean isSatisfiedBy(Task task) {
      return !Files.exists(noteOf(task));
    }
  }

  /** An archive that will not be marked must not get into the build cache as one that is. */
  static final class NotInstalled implements Spec<Task> {
    private final Provider<? extends SessionHolder> session;

    NotInstalled(Provider<? extends SessionHolder> session) {
      this.session = session;
    }

    @Override
    public boolean isSatisfiedBy(Task task) {
      return !session.get().session().isInstalled();
    }
  }
}
