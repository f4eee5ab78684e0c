package dev.chalkmark.gradle;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gradle.api.DefaultTask;
import org.gradle.api.file.FileCollection;
import org.gradle.api.provider.Provider;
import org.gradle.api.tasks.InputFiles;

/** A task that works on archives when it is asked for by name. */
public abstract class HandTask extends DefaultTask {
  private FileCollection files;
  private Provider<? extends SessionHolder> session;
  private TreeMap<String, Object> keys = new TreeMap<>();
  private TreeMap<String, TreeMap<String, Object>> archiveKeys = new TreeMap<>();
  private TreeSet<String> marked = new TreeSet<>();

  /** The files. Default: the archives of the project and of those below it. */
  @InputFiles
  public FileCollection getFiles() {
    return files;
  }

  /** {@link #getFiles} */
  public void setFiles(FileCollection files) {
    this.files = files;
  }

  /**
   * Takes what is known when all tasks are.
   *
   * @param archiveKeys by path: those of the build's archives
   * @param marked the paths of archives that have been marked when this task runs
   */
  void prepare(
      Provider<? extends SessionHolder> session,
      TreeMap<String, Object> keys,
      TreeMap<String, TreeMap<String, Object>> archiveKeys,
      TreeSet<String> marked) {
    this.session = session;
    this.keys = keys;
    this.archiveKeys = archiveKeys;
    this.marked = marked;
  }

  /** Those of the files that are there: a task that had nothing to pack makes no archive. */
  List<File> presentFiles() {
    return files.getFiles().stream().filter(File::isFile).sorted().collect(Collectors.toList());
  }

  BuildSession session() {
    return session.get().session();
  }

  Map<String, Object> keysOf(File archive) {
    return archiveKeys.getOrDefault(archive.getPath(), keys);
  }

  Set<String> marked() {
    return marked;
  }
}
