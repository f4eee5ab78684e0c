package dev.chalkmark.gradle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.gradle.api.Action;
import org.gradle.api.file.FileCopyDetails;

/**
 * Keeps the marks of archives that are unpacked into another one out of that. An archive holds one mark, its own; Gradle
 * ends a build in which two files of one name get into an archive. Not a lambda: Gradle takes no note of what those do.
 */
final class LeaveOutMarks implements Action<FileCopyDetails> {
  private static final String MARK = "chalk.json";
  /** What every mark begins with; another file of that name is the program's own. */
  private static final String MAGIC = "dadfedabbadabbed";
  /** How much of the file is searched for it, in bytes. */
  private static final int HEAD = 256;

  @Override
  public void execute(FileCopyDetails file) {
    if (!file.getPath().equals(MARK) || file.isDirectory()) return;
    try (InputStream content = file.open()) {
      String head = new String(content.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      if (head.contains(MAGIC)) file.exclude();
    } catch (IOException error) {
      // Whoever copies the file says so.
    }
  }
}
