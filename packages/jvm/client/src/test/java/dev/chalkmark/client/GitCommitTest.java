package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against repositories that git made, and what git says about them. */
class GitCommitTest {
  @TempDir Path folder;
  private Path repository;

  @BeforeEach
  void makeRepository() throws Exception {
    repository = Files.createDirectory(folder.resolve("repository"));
    git(repository, "init", "--quiet", "--initial-branch=main");
  }

  private static String git(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", folder.resolve("no-such-file").toString());
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "Ada");
      environment.put("GIT_" + who + "_EMAIL", "ada@example.com");
    }
    Process git = builder.start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    if (git.waitFor() != 0) throw new AssertionError(command + ": " + said);
    return said;
  }

  private Optional<String> commit() throws Exception {
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "Begin");
    return Optional.of(git(repository, "rev-parse", "HEAD"));
  }

  @Test
  void readsABranch() throws Exception {
    Optional<String> head = commit();
    assertEquals(head, GitCommit.at(repository));
    Path below = Files.createDirectories(repository.resolve("a/b"));
    assertEquals(head, GitCommit.at(below));
  }

  @Test
  void readsPackedRefs() throws Exception {
    git(repository, "checkout", "--quiet", "-b", "fön/x");
    Optional<String> head = commit();
    git(repository, "tag", "-a", "v1", "-m", "One");
    git(repository, "pack-refs", "--all");
    assertEquals(head, GitCommit.at(repository));
    Optional<String> next = commit();
    assertEquals(next, GitCommit.at(repository), "a loose ref is newer");
  }

  @Test
  void readsADetachedHead() throws Exception {
    Optional<String> first = commit();
    commit();
    git(repository, "checkout", "--quiet", "--detach", first.get());
    assertEquals(first, GitCommit.at(repository));
  }

  @Test
  void readsAnAddedWorkTree() throws Exception {
    Optional<String> head = commit();
    git(repository, "worktree", "add", "--quiet", "-b", "other", "../other");
    assertEquals(head, GitCommit.at(folder.resolve("other")));
    git(repository, "pack-refs", "--all");
    assertEquals(head, GitCommit.at(folder.resolve("other")));
  }

  @Test
  void readsNothingWhereThereIsNothing() throws Exception {
    assertEquals(Optional.empty(), GitCommit.at(repository), "no commit yet");
    Files.writeString(repository.resolve(".git/HEAD"), "ref: HEAD\n");
    assertEquals(Optional.empty(), GitCommit.at(repository), "a ref that names itself");
    Files.writeString(repository.resolve(".git/HEAD"), "\0");
    assertEquals(Optional.empty(), GitCommit.at(repository), "not a ref");
    assertTrue(GitCommit.at(folder.resolve("no-such-folder")).isEmpty());
  }

  @Test
  void readsNoFileWithAHoleOfAnySize() throws Exception {
    commit();
    try (RandomAccessFile head = new RandomAccessFile(repository.resolve(".git/HEAD").toFile(), "rw")) {
      head.setLength(1L << 40);
    }
    assertEquals(Optional.empty(), GitCommit.at(repository));
  }
}
