package dev.chalkmark.client;

import dev.chalkmark.client.ChalkmarkException.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The {@code chalkmark} command for one build: one process, which starts with the first request, for all archives.
 * Thread-safe; requests of many threads are under way at the same time. Speaks {@code chalkmark serve --stdio}
 * (docs/serve.md of the project).
 *
 * <p>If the command was not found, died, hung or refused to begin, it is not started again, and each further
 * request fails immediately.
 */
public final class Chalkmark implements AutoCloseable {
  private static final int PROTOCOL = 1;
  private static final String INSTALL =
      "install it with `npm install -D chalkmark` in the project or `npm install -g chalkmark`,"
          + " or configure where the command is";

  private final Settings settings;
  private final Log log;
  private final Map<Long, CompletableFuture<Map<String, Object>>> awaited = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  private Child child;
  private CompletableFuture<Map<String, Object>> begun;
  private List<String> command = List.of();
  private ChalkmarkException failure;
  private boolean started;
  private boolean ended;
  /** Set once its output may end without an error. */
  private volatile boolean ending;
  private volatile ChalkmarkException silence;
  private volatile long lastHeard;

  private Chalkmark(Settings settings, Log log) {
    this.settings = settings;
    this.log = log;
  }

  /**
   * Opens the command for one build. The command is searched and started with the first request.
   *
   * @param settings how it is found and what it is told
   * @param log gets the command's messages
   * @return an open command, to be closed
   */
  public static Chalkmark open(Settings settings, Log log) {
    return new Chalkmark(settings, log);
  }

  /**
   * Marks an archive in place, or replaces its mark.
   *
   * @param archive a file
   * @param keys keys of this archive alone, which win over all others
   * @return what became of it; an archive that can not be marked is a result, and left as it was
   * @throws ChalkmarkException if the command could not be asked, or gave no answer
   */
  public MarkResult mark(Path archive, Map<String, Object> keys) throws ChalkmarkException {
    return new MarkResult(request("mark", Map.of("path", archive.toAbsolutePath(), "keys", keys)));
  }

  /**
   * Reads and checks the mark of an archive.
   *
   * @param archive a file
   * @return what was found
   * @throws ChalkmarkException if the command could not be asked, or gave no answer
   */
  public VerifyResult verify(Path archive) throws ChalkmarkException {
    return new VerifyResult(request("verify", Map.of("path", archive.toAbsolutePath())));
  }

  /**
   * Finishes: the report is written and the process ends. All requests must have been answered. Nothing can be asked
   * for afterwards.
   *
   * @return what was done; null where the command was never started
   * @throws ChalkmarkException if it failed before, or gave no answer
   */
  public Summary end() throws ChalkmarkException {
    synchronized (this) {
      if (!started || ended) return null;
    }
    ending = true;
    try {
      Map<String, Object> answer = request("end", Map.of());
      Child ending;
      synchronized (this) {
        ended = true;
        ending = child;
      }
      ending.awaitEnd(Duration.ofSeconds(5));
      return new Summary(answer);
    } finally {
      close();
    }
  }

  /**
   * Whether the command was started.
   *
   * @return true from the first request on, unless the command was not found
   */
  public synchronized boolean started() {
    return started;
  }

  /**
   * Ends the process if it still runs: its input is ended, so that it can write the report of what it has marked, and two
   * seconds later it is killed with all that it started. Never throws; does nothing the second time.
   */
  @Override
  public void close() {
    ending = true;
    Child closing;
    synchronized (this) {
      ended = true;
      closing = child;
      child = null;
    }
    if (closing != null) closing.stop();
  }

  private Map<String, Object> request(String method, Map<String, Object> params) throws ChalkmarkException {
    CompletableFuture<Map<String, Object>> begun;
    Child child;
    synchronized (this) {
      start();
      begun = this.begun;
      child = this.child;
    }
    // Outside of the lock, since writing blocks if the command does not read.
    CompletableFuture<Map<String, Object>> answer = send(child, method, params);
    // The request is sent without waiting for this answer, since facts are collected meanwhile.
    Map<String, Object> greeting = await("begin", begun);
    Object protocol = greeting.get("protocol");
    if (!(protocol instanceof Number) || ((Number) protocol).intValue() != PROTOCOL)
      throw fail(Kind.REFUSED, "chalkmark speaks protocol " + protocol + " where " + PROTOCOL
          + " is needed; update it, or this plugin");
    return await(method, answer);
  }

  private void start() throws ChalkmarkException {
    if (ended) throw new ChalkmarkException(Kind.DIED, "chalkmark was already ended; nothing more can be asked of it");
    if (failure != null) throw again();
    if (child != null) return;
    command =
        CommandFinder.find(settings, System.getenv(), log::warn)
            .orElseThrow(() -> fail(Kind.NOT_FOUND, "chalkmark is not installed; " + INSTALL));
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("serve", "--stdio"));
    ProcessBuilder builder = new ProcessBuilder(whole).directory(settings.root().toFile());
    SearchPath.put(builder.environment(), folderOfNode(), CommandFinder.isWindows());
    try {
      child = new Child(builder, this::receive, this::ended, log::warn);
    } catch (IOException error) {
      throw fail(Kind.NOT_FOUND, "chalkmark could not be started (" + oneLine(error.getMessage()) + "); " + INSTALL);
    }
    started = true;
    lastHeard = System.nanoTime();
    begun = send(child, "begin", beginning());
  }

  /** The scripts that package managers install search node on the PATH. */
  private Path folderOfNode() {
    Path node = settings.node();
    return node == null || !node.isAbsolute() ? null : node.getParent();
  }

  private Map<String, Object> beginning() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("protocol", PROTOCOL);
    params.put("client", settings.client());
    params.put("root", settings.root());
    params.put("report", settings.report() == null ? Boolean.FALSE : settings.report());
    if (settings.config() != null) params.put("config", settings.config());
    if (!settings.templateKeys().isEmpty()) params.put("template", settings.templateKeys());
    else if (settings.template() != null) params.put("template", settings.template());
    if (!settings.keys().isEmpty()) params.put("keys", settings.keys());
    if (settings.reproducible()) params.put("reproducible", true);
    if (!settings.env().isEmpty()) params.put("env", settings.env());
    return params;
  }

  private CompletableFuture<Map<String, Object>> send(Child child, String method, Map<String, Object> params)
      throws ChalkmarkException {
    long id = lastId.incrementAndGet();
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("id", id);
    message.put("method", method);
    message.put("params", params);
    String line;
    try {
      line = JsonWriter.write(message);
    } catch (IllegalArgumentException notJson) {
      throw new ChalkmarkException(Kind.REFUSED, "a key's value can not be handed over: " + notJson.getMessage(), notJson);
    }
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    awaited.put(id, answer);
    if (silence != null) answer.completeExceptionally(silence);
    try {
      child.writeLine(line);
    } catch (IOException unread) {
      // It has ended or is ending. The end of its output completes the answer, with its last message.
    }
    return answer;
  }

  /** Waits for an answer until the command has been silent for too long. */
  private Map<String, Object> await(String method, CompletableFuture<Map<String, Object>> answer)
      throws ChalkmarkException {
    long sent = System.nanoTime();
    try {
      while (true) {
        long silent = System.nanoTime() - Math.max(sent, lastHeard);
        long left = settings.timeout().toNanos() - silent;
        if (left <= 0) throw timedOut(method);
        try {
          return answer.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException notYet) {
          // Other answers may have come meanwhile.
        }
      }
    } catch (ExecutionException error) {
      if (error.getCause() instanceof ChalkmarkException) throw (ChalkmarkException) error.getCause();
      throw new IllegalStateException(error.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ChalkmarkException(Kind.DIED, "the build was stopped before chalkmark answered", stopped);
    }
  }

  private ChalkmarkException timedOut(String method) {
    ChalkmarkException error;
    Child hanging;
    synchronized (this) {
      if (failure != null) return again();
      hanging = child;
      error =
          fail(Kind.TIMED_OUT, "chalkmark gave no answer to `" + method + "` for " + seconds(settings.timeout())
              + " s and was stopped; allow it more time if the archives are very large" + said(hanging));
    }
    if (hanging != null) hanging.kill();
    return error;
  }

  private void receive(String line) {
    lastHeard = System.nanoTime();
    Map<?, ?> message;
    try {
      message = (Map<?, ?>) JsonReader.read(line);
    } catch (IllegalArgumentException | ClassCastException notOurs) {
      log.warn("chalkmark: " + line);
      return;
    }
    CompletableFuture<Map<String, Object>> answer =
        message.get("id") instanceof Long ? awaited.remove(message.get("id")) : null;
    if (answer == null) {
      log.warn("chalkmark: " + line);
      return;
    }
    @SuppressWarnings("unchecked") // The names of what the JSON reader gives are text.
    Map<String, Object> result = message.get("result") instanceof Map ? (Map<String, Object>) message.get("result") : null;
    if (result != null) answer.complete(result);
    else answer.completeExceptionally(refused(message.get("error")));
  }

  private static ChalkmarkException refused(Object error) {
    Object message = error instanceof Map ? ((Map<?, ?>) error).get("message") : null;
    return new ChalkmarkException(Kind.REFUSED, "chalkmark refuses: " + oneLine(String.valueOf(message)));
  }

  /** Its output has ended. Open and later requests get no answer. */
  private void ended() {
    if (ending && awaited.isEmpty()) return;
    Child dead;
    synchronized (this) {
      dead = child;
    }
    String how = dead == null ? "was ended" : dead.ending();
    if (dead != null) dead.kill();
    String said = said(dead);
    synchronized (this) {
      if (failure == null)
        fail(Kind.DIED, "chalkmark " + how + " before it answered; see whether `" + String.join(" ", command)
            + " --version` works" + said);
      silence = failure;
    }
    awaited.values().forEach(answer -> answer.completeExceptionally(silence));
    awaited.clear();
  }

  private static String said(Child child) {
    String errors = child == null ? "" : child.lastErrors();
    return errors.isEmpty() ? "" : ": " + errors;
  }

  /** Remembers the first failure. Later ones follow from it. */
  private synchronized ChalkmarkException fail(Kind kind, String message) {
    ChalkmarkException error = new ChalkmarkException(kind, message);
    if (failure == null) failure = error;
    return error;
  }

  private ChalkmarkException again() {
    return new ChalkmarkException(failure.kind(), failure.getMessage(), failure);
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String oneLine(String text) {
    return text == null ? "no reason was given" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
