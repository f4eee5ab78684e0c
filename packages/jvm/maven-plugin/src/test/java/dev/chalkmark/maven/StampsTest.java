package dev.chalkmark.maven;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampsTest {
  @TempDir Path folder;
  private Path archive;

  @BeforeEach
  void mark() throws Exception {
    archive = Files.writeString(folder.resolve("an app.jar"), "marked");
    Stamps stamps = new Stamps(folder);
    assertFalse(stamps.isCurrent(archive, "facts"));
    stamps.put(archive, "facts");
    stamps.write();
  }

  private boolean isCurrent(String facts) throws Exception {
    return new Stamps(folder).isCurrent(archive, facts);
  }

  @Test
  void remembersWhatWasMarked() throws Exception {
    assertTrue(isCurrent("facts"));
  }

  @Test
  void seesOtherFacts() throws Exception {
    assertFalse(isCurrent("other facts"));
  }

  @Test
  void seesAnotherContent() throws Exception {
    FileTime time = Files.getLastModifiedTime(archive);
    Files.writeString(archive, "made anew");
    Files.setLastModifiedTime(archive, time);
    assertFalse(isCurrent("facts"));
  }

  @Test
  void seesAnotherTime() throws Exception {
    Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
    assertFalse(isCurrent("facts"));
  }

  @Test
  void takesWhatIsNotItsOwnForNothing() throws Exception {
    Files.write(folder.resolve("chalkmark/marked"), new byte[] {(byte) 0xff, '\n', ' ', '\n'});
    assertFalse(isCurrent("facts"));
  }
}
