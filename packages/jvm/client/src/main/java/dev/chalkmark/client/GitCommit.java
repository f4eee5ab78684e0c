package dev.chalkmark.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of the commit that is checked out, read from the repository's files. A build tool asks for it before it
 * knows whether anything has to be done, so starting a process would take too long.
 *
 * <p>Source: gitrepository-layout(5) ({@code HEAD}, {@code refs}, {@code packed-refs}, {@code commondir}, {@code gitdir:}
 * files). Repositories that keep their refs in reftables give nothing.
 */
public final class GitCommit {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  /** Git's own limit for symbolic refs that name symbolic refs. */
  private static final int MAX_DEPTH = 5;
  /** In bytes. The largest file is a list of all refs. A sparse file can pretend any size. */
  private static final int LARGEST = 1 << 26;

  private GitCommit() {}

  /**
   * Reads the commit of the repository that a folder is in.
   *
   * @param folder a folder in the work tree
   * @return 40 or 64 hexadecimal digits; nothing outside of repositories, before the first commit, or where the
   *     repository can not be read
   */
  public static Optional<String> at(Path folder) {
    try {
      Path gitDir = gitDir(folder.toAbsolutePath().normalize());
      return gitDir == null ? Optional.empty() : resolve(gitDir, "HEAD", 0);
    } catch (IOException | InvalidPathException error) {
      return Optional.empty();
    }
  }

  private static Path gitDir(Path start) throws IOException {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path git = folder.resolve(".git");
      if (Files.isDirectory(git)) return git;
      if (Files.isRegularFile(git)) {
        String text = read(git);
        if (text.startsWith("gitdir:")) return folder.resolve(text.substring("gitdir:".length()).trim()).normalize();
      }
    }
    return null;
  }

  private static Optional<String> resolve(Path gitDir, String ref, int depth) throws IOException {
    if (depth > MAX_DEPTH) return Optional.empty();
    Path common = commonDir(gitDir);
    for (Path folder : new Path[] {gitDir, common}) {
      Path file = folder.resolve(ref);
      if (!Files.isRegularFile(file)) continue;
      String text = read(file);
      if (text.startsWith("ref:")) return resolve(gitDir, text.substring("ref:".length()).trim(), depth + 1);
      return Optional.of(text).filter(id -> ID.matcher(id).matches());
    }
    return packed(common.resolve("packed-refs"), ref);
  }

  /** Work trees that were added have a git folder of their own, which names the one that holds the branches. */
  private static Path commonDir(Path gitDir) throws IOException {
    Path file = gitDir.resolve("commondir");
    return Files.isRegularFile(file) ? gitDir.resolve(read(file)).normalize() : gitDir;
  }

  /** Lines are {@code ID REF}; others are comments or the peeled ids of tags. */
  private static Optional<String> packed(Path file, String ref) throws IOException {
    if (!Files.isRegularFile(file)) return Optional.empty();
    for (String line : read(file).split("\n")) {
      int space = line.indexOf(' ');
      if (space < 0 || !line.substring(space + 1).trim().equals(ref)) continue;
      return Optional.of(line.substring(0, space)).filter(id -> ID.matcher(id).matches());
    }
    return Optional.empty();
  }

  private static String read(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) throw new IOException(file + " is over the limit of " + LARGEST + " bytes");
      return new String(bytes, StandardCharsets.UTF_8).trim();
    }
  }
}
