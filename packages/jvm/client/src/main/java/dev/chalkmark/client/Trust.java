package dev.chalkmark.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether others can decide what a file says. A user who can write to a program, or replace it, runs code as the
 * user who starts it.
 */
final class Trust {
  /** The bits of a mode, as in inode(7). */
  private static final int STICKY = 01000;

  private static final int WRITABLE_BY_GROUP = 020;
  private static final int WRITABLE_BY_OTHERS = 02;
  private static final int LINK = 0120000;
  private static final int KIND = 0170000;

  private final int us;

  private Trust(int us) {
    this.us = us;
  }

  /**
   * Why another user may decide what a file says. To be trusted, the file, its folder and the folders above must
   * belong to this process's user or to root, and nobody else may be able to write to them. Folders above may be
   * writable for all if they are sticky, as {@code /tmp} is: others can then neither remove nor rename what is in
   * them. For a link, both ends are checked.
   *
   * @param path absolute
   * @return {@code others can write to FOLDER}; nothing if nobody else has a hand in it, and on Windows, where modes do
   *     not tell
   */
  static Optional<String> strangerIn(Path path) {
    try {
      if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) return Optional.empty();
      Trust trust = new Trust(ourselves());
      Path real = path.toRealPath();
      for (Path end : List.of(real, path)) {
        Optional<String> found = trust.at(end);
        if (found.isPresent()) return found;
      }
      return Optional.empty();
    } catch (IOException error) {
      return Optional.of("it cannot be looked at (" + error.getMessage() + ")");
    }
  }

  private Optional<String> at(Path end) throws IOException {
    Path folder = end.getParent().toRealPath();
    Optional<String> found = stranger(end, false);
    if (found.isEmpty()) found = stranger(folder, false);
    for (Path above = folder.getParent(); found.isEmpty() && above != null; above = above.getParent())
      found = stranger(above, true);
    return found;
  }

  private Optional<String> stranger(Path path, boolean maybeSticky) throws IOException {
    Map<String, Object> is = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
    int owner = (Integer) is.get("uid");
    int mode = (Integer) is.get("mode");
    if (owner != us && owner != 0) return Optional.of(path + " belongs to another user (uid " + owner + ")");
    // A link's own mode has no meaning.
    if ((mode & KIND) == LINK || maybeSticky && (mode & STICKY) != 0) return Optional.empty();
    if ((mode & WRITABLE_BY_OTHERS) != 0) return Optional.of("others can write to " + path);
    if ((mode & WRITABLE_BY_GROUP) != 0 && !isPrivate((Integer) is.get("gid")))
      return Optional.of("its group can write to " + path);
    return Optional.empty();
  }

  /**
   * Whether this user is alone in a group. Many Linux systems give each user such a group and make new files
   * writable for it. It must have the user's name, no other member, and be nobody else's first group, in this
   * machine's own lists: passwd(5) and group(5). Root's group never counts, since containers run any user in it.
   */
  private boolean isPrivate(int group) {
    if (us == 0 || group == 0) return false;
    try {
      String name = null;
      for (String[] user : linesOf("/etc/passwd")) {
        if (user[2].equals(String.valueOf(us))) name = user[0];
        else if (user[3].equals(String.valueOf(group))) return false;
      }
      boolean isThere = false;
      for (String[] line : linesOf("/etc/group")) {
        if (!line[2].equals(String.valueOf(group))) continue;
        if (isThere || !line[0].equals(name) || !line[3].isEmpty() && !line[3].equals(name)) return false;
        isThere = true;
      }
      return isThere;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static List<String[]> linesOf(String file) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 4) lines.add(fields);
    }
    return lines;
  }

  /** This process's user: who owns what it makes. */
  private static int ourselves() throws IOException {
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) return (Integer) Files.getAttribute(process, "unix:uid");
    Path made = Files.createTempFile("chalkmark", null);
    try {
      return (Integer) Files.getAttribute(made, "unix:uid");
    } finally {
      Files.delete(made);
    }
  }
}
