package dev.chalkmark.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Remembers in a project's build folder what its archives looked like once they were marked, and with which facts: a build
 * that finds them like this has nothing to do, and needs no process.
 *
 * <p>A line is {@code SIZE MODIFIED FACTS NAME}: bytes, nanoseconds since 1970, a SHA-256, the file's path.
 */
final class Stamps {
  private final Path file;
  private final Map<String, String> stamps = new LinkedHashMap<>();
  private boolean hasChanged;

  /** @param folder the project's build folder */
  Stamps(Path folder) {
    file = folder.resolve("chalkmark").resolve("marked");
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) for (String line : Files.readAllLines(file)) read(line);
    } catch (IOException unreadable) {
      // Then everything is marked again.
      stamps.clear();
    }
  }

  private void read(String line) {
    String[] parts = line.split(" ", 4);
    if (parts.length == 4) stamps.put(parts[3], line);
  }

  /** Whether an archive is as it was after it was marked with these facts. */
  boolean isCurrent(Path archive, String facts) {
    String stamp = stamp(archive, facts);
    return stamp != null && stamp.equals(stamps.get(archive.toString()));
  }

  /** Remembers an archive as it is now. */
  void put(Path archive, String facts) {
    String stamp = stamp(archive, facts);
    if (stamp == null || stamp.equals(stamps.put(archive.toString(), stamp))) return;
    hasChanged = true;
  }

  /** Keeps what was put, if anything was. A new file takes the place of what is there, so a link leads nowhere. */
  void write() throws IOException {
    if (!hasChanged) return;
    Path folder = file.getParent();
    if (Files.isSymbolicLink(folder)) throw new IOException(folder + " is a symbolic link");
    Files.createDirectories(folder);
    Path made = Files.createTempFile(folder, "marked", null);
    try {
      Files.write(made, stamps.values());
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  /** Null for what can not be looked at: it is no news here, since it can not be marked either. */
  private static String stamp(Path archive, String facts) {
    try {
      long modified = Files.getLastModifiedTime(archive).to(TimeUnit.NANOSECONDS);
      return Files.size(archive) + " " + modified + " " + sha256(facts) + " " + archive;
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      StringBuilder hex = new StringBuilder();
      for (byte octet : digest) hex.append(String.format("%02x", octet));
      return hex.toString();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
