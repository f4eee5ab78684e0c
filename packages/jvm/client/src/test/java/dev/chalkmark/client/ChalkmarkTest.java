package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.chalkmark.client.ChalkmarkException.Kind;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against processes that speak the protocol, and some that do not as they should. */
@Timeout(60)
class ChalkmarkTest {
  @TempDir Path root;

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Log log =
      new Log() {
        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
          warnings.add(line);
        }
      };

  private Settings.Builder settings(String... manner) {
    return Settings.builder().root(root).command(FakeCommand.command(manner));
  }

  private Chalkmark open(String... manner) {
    return Chalkmark.open(settings(manner).build(), log);
  }

  /** The process that told its id under this name. */
  private Optional<ProcessHandle> told(String name) throws InterruptedException {
    for (int tries = 0; tries < 200; tries++) {
      for (String line : warnings)
        if (line.startsWith(name + " ")) return ProcessHandle.of(Long.parseLong(line.substring(name.length() + 1)));
      Thread.sleep(10);
    }
    throw new AssertionError("nobody told of a " + name + ": " + warnings);
  }

  private static void assertGone(Optional<ProcessHandle> process) throws Exception {
    if (process.isEmpty()) return;
    process.get().onExit().get(10, TimeUnit.SECONDS);
    assertFalse(process.get().isAlive());
  }

  private ChalkmarkException fails(Chalkmark chalkmark) {
    return assertThrows(ChalkmarkException.class, () -> chalkmark.mark(root.resolve("a.jar"), Map.of()));
  }

  @Test
  void marksAndVerifiesAndEnds() throws Exception {
    try (Chalkmark chalkmark = open("works")) {
      assertFalse(chalkmark.started());
      MarkResult marked = chalkmark.mark(root.resolve("ä b.jar"), Map.of("ARTIFACT_VERSION", "1"));
      assertTrue(chalkmark.started());
      assertTrue(marked.marked());
      assertNull(marked.reason());
      assertEquals(List.of("w"), marked.warnings());
      Map<?, ?> asked = (Map<?, ?>) JsonReader.read(marked.chalkId());
      assertEquals(root.resolve("ä b.jar").toString(), asked.get("path"));
      assertEquals(Map.of("ARTIFACT_VERSION", "1"), asked.get("keys"));

      MarkResult unmarked = chalkmark.mark(root.resolve("corrupt.jar"), Map.of());
      assertFalse(unmarked.marked());
      assertEquals("its directory is corrupt", unmarked.reason());

      VerifyResult verified = chalkmark.verify(root.resolve("a.jar"));
      assertFalse(verified.valid());
      assertFalse(verified.marked());
      assertEquals(List.of("it carries no mark"), verified.errors());

      Summary summary = chalkmark.end();
      assertEquals(3, summary.marked());
      assertEquals("/r.json", summary.report());
      assertEquals(List.of("e"), summary.errors());
      assertGone(told("pid"));
      assertEquals(1, warnings.size(), warnings.toString());
      assertNull(chalkmark.end());
      assertEquals(Kind.DIED, fails(chalkmark).kind());
    }
  }

  @Test
  void startsNothingUnasked() throws Exception {
    try (Chalkmark chalkmark = open("works")) {
      assertNull(chalkmark.end());
      assertFalse(chalkmark.started());
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void givesEachThreadItsOwnAnswer() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Chalkmark chalkmark = open("answers in pairs, the second one first")) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Path archive = root.resolve(i + ".jar");
        tasks.add(() -> (String) ((Map<?, ?>) JsonReader.read(chalkmark.mark(archive, Map.of()).chalkId())).get("path"));
      }
      List<Future<String>> paths = threads.invokeAll(tasks);
      for (int i = 0; i < 40; i++) assertEquals(root.resolve(i + ".jar").toString(), paths.get(i).get());
      assertEquals(1, warnings.size(), "one process");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void saysWhatADyingProcessSaid() throws Exception {
    try (Chalkmark chalkmark = open("dies")) {
      ChalkmarkException error = fails(chalkmark);
      assertEquals(Kind.DIED, error.kind());
      assertTrue(error.getMessage().contains("exit code 3"), error.getMessage());
      assertTrue(error.getMessage().contains("Segmentation fault"), error.getMessage());
      assertFalse(error.getMessage().contains("\n"));
      assertEquals(error.getMessage(), fails(chalkmark).getMessage());
      assertEquals(Kind.DIED, assertThrows(ChalkmarkException.class, chalkmark::end).kind());
      assertEquals(1, warnings.stream().filter(line -> line.startsWith("pid")).count(), "it is started once");
    }
  }

  @Test
  void noticesAProcessThatDiedBetweenRequests() throws Exception {
    try (Chalkmark chalkmark = open("dies idle")) {
      assertTrue(chalkmark.mark(root.resolve("a.jar"), Map.of()).marked());
      assertGone(told("pid"));
      assertEquals(Kind.DIED, fails(chalkmark).kind());
    }
  }

  @Test
  void killsAHangingProcessAndWhatItStarted() throws Exception {
    Settings impatient = settings("hangs").timeout(Duration.ofSeconds(3)).build();
    try (Chalkmark chalkmark = Chalkmark.open(impatient, log)) {
      ChalkmarkException error = fails(chalkmark);
      assertEquals(Kind.TIMED_OUT, error.kind());
      assertTrue(error.getMessage().contains("3 s"), error.getMessage());
      assertGone(told("pid"));
      assertGone(told("child"));
      assertEquals(Kind.TIMED_OUT, fails(chalkmark).kind());
    }
  }

  @Test
  void refusesAsTheCommandDoes() throws Exception {
    try (Chalkmark chalkmark = open("refuses")) {
      ChalkmarkException error = fails(chalkmark);
      assertEquals(Kind.REFUSED, error.kind());
      assertTrue(error.getMessage().contains("there is no template of that name"), error.getMessage());
    }
    assertGone(told("pid"));
  }

  @Test
  void refusesAnotherProtocol() {
    try (Chalkmark chalkmark = open("newer")) {
      ChalkmarkException error = fails(chalkmark);
      assertEquals(Kind.REFUSED, error.kind());
      assertTrue(error.getMessage().contains("protocol 2"), error.getMessage());
    }
  }

  @Test
  void refusesValuesThatJsonDoesNotHave() {
    try (Chalkmark chalkmark = open("works")) {
      ChalkmarkException error =
          assertThrows(
              ChalkmarkException.class, () -> chalkmark.mark(root.resolve("a.jar"), Map.of("X-A", new Object())));
      assertEquals(Kind.REFUSED, error.kind());
    }
  }

  @Test
  void saysHowToInstallWhatIsNotThere() {
    Settings missing = Settings.builder().root(root).command(List.of("./no-such-command")).build();
    try (Chalkmark chalkmark = Chalkmark.open(missing, log)) {
      ChalkmarkException error = fails(chalkmark);
      assertEquals(Kind.NOT_FOUND, error.kind());
      assertTrue(error.getMessage().contains("npm install -D chalkmark"), error.getMessage());
      assertFalse(chalkmark.started());
    }
  }

  @Test
  void closesProperlyAndOnlyOnce() throws Exception {
    Path end = root.resolve("end");
    Chalkmark chalkmark = open("tells of its end", end.toString());
    chalkmark.mark(root.resolve("a.jar"), Map.of());
    chalkmark.close();
    assertEquals("input has ended", Files.readString(end));
    assertGone(told("pid"));
    chalkmark.close();
    assertEquals(Kind.DIED, fails(chalkmark).kind());
  }

  /** A build that somebody stops: the process gets to its end, and is gone. */
  @Test
  void endsWithTheBuild() throws Exception {
    Path end = root.resolve("end");
    List<String> command = FakeCommand.command(root.toString(), end.toString());
    command.set(command.indexOf(FakeCommand.class.getName()), StoppedBuild.class.getName());
    Process build = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader said = new BufferedReader(new InputStreamReader(build.getInputStream()));
    String pid = said.readLine();
    assertTrue(pid.startsWith("pid "), pid);
    Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(pid.substring(4)));
    assertEquals("marked", said.readLine());
    build.destroy();
    assertTrue(build.waitFor(10, TimeUnit.SECONDS));
    assertGone(child);
    assertEquals("input has ended", Files.readString(end));
  }
}
