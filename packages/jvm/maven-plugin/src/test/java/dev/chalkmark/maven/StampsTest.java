package dev.chalkmark.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void replacesLinkInThePlaceOfItsFile() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Path file = folder.resolve("chalkmark/marked");
    Files.delete(file);
    Files.createSymbolicLink(file, other);
    putAndWrite();
    assertEquals("precious", Files.readString(other));
    assertTrue(isCurrent("facts"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void writesNothingThroughLinkInThePlaceOfItsFolder() throws Exception {
    Path other = Files.createDirectory(folder.resolve("elsewhere"));
    Files.delete(folder.resolve("chalkmark/marked"));
    Files.delete(folder.resolve("chalkmark"));
    Files.createSymbolicLink(folder.resolve("chalkmark"), other);
    assertThrows(IOException.class, this::putAndWrite);
    assertEquals(0, other.toFile().list().length);
  }

  private void putAndWrite() throws Exception {
    Stamps stamps = new Stamps(folder);
    stamps.put(archive, "facts");
    stamps.write();
  }
}
