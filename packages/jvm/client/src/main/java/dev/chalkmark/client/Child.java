package dev.chalkmark.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A child process that is written to and read from line by line, in UTF-8. It ends when this process ends: normally by the
 * end of its standard input, otherwise by being killed, with all that it started.
 */
final class Child {
  /** How many lines of standard error are kept for the error message when it dies. */
  private static final int KEPT_LINES = 5;
  /** How long it may take to finish once its input has ended. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Process process;
  private final OutputStream input;
  private final ReentrantLock inputLock = new ReentrantLock();
  private final Deque<String> lastErrors = new ArrayDeque<>();
  private final Thread answers;
  private final Thread errors;
  private final Thread hook;

  /**
   * Starts a process.
   *
   * @param onLine gets each line of standard output, on a thread of its own
   * @param onEnd is run after the last one
   * @param onError gets each line of standard error, on a thread of its own
   * @throws IOException if it can not be started
   */
  Child(ProcessBuilder builder, Consumer<String> onLine, Runnable onEnd, Consumer<String> onError) throws IOException {
    process = builder.start();
    input = process.getOutputStream();
    errors =
        reader(
            "errors",
            process.getErrorStream(),
            line -> {
              keep(line);
              onError.accept(line);
            },
            () -> {});
    hook = new Thread(this::stop, "chalkmark-shutdown");
    answers = reader("answers", process.getInputStream(), onLine, onEnd);
    errors.start();
    answers.start();
    addHook();
  }

  private void addHook() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      kill();
    }
  }

  private static Thread reader(String name, InputStream from, Consumer<String> onLine, Runnable onEnd) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) onLine.accept(line);
              } catch (IOException killed) {
                // For callers that wait for a line, this counts as the end of the stream.
              } finally {
                onEnd.run();
              }
            },
            "chalkmark-" + name);
    thread.setDaemon(true);
    return thread;
  }

  private void keep(String line) {
    synchronized (lastErrors) {
      if (lastErrors.size() == KEPT_LINES) lastErrors.removeFirst();
      lastErrors.addLast(line);
    }
  }

  /** @throws IOException if it no longer reads */
  void writeLine(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    inputLock.lock();
    try {
      input.write(bytes);
      input.flush();
    } finally {
      inputLock.unlock();
    }
  }

  /** The last lines of standard error as one text; empty if there are none. */
  String lastErrors() {
    try {
      // The last output of a process may be read after it has ended.
      if (!process.isAlive()) errors.join(1000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    synchronized (lastErrors) {
      List<String> lines = new ArrayList<>();
      for (String line : lastErrors) if (!line.isBlank()) lines.add(line.strip());
      return String.join(" | ", lines);
    }
  }

  /** How it ended, as a text. Waits for its end, at most one second. */
  String ending() {
    if (!waitFor(Duration.ofSeconds(1))) return "closed its output";
    return "ended with exit code " + process.exitValue();
  }

  /** Ends its input, gives it a moment to finish, and kills what is left. Never throws. */
  void stop() {
    if (endInput()) waitFor(GRACE);
    kill();
    awaitReaders();
  }

  /** Waits until it has ended by itself, and kills what is left after the given time. Never throws. */
  void awaitEnd(Duration atMost) {
    endInput();
    waitFor(atMost);
    kill();
    awaitReaders();
  }

  /** Build tools unload the classes of their plugins, so no thread may run after this. */
  private void awaitReaders() {
    try {
      for (Thread reader : List.of(answers, errors)) if (reader != Thread.currentThread()) reader.join(1000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Another thread holds the lock because its writing blocks. The process does not read, so it would not see the
   * end of its input either.
   */
  private boolean endInput() {
    if (!inputLock.tryLock()) return false;
    try {
      input.close();
    } catch (IOException alreadyClosed) {
      // It has ended.
    } finally {
      inputLock.unlock();
    }
    return true;
  }

  private boolean waitFor(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Kills it and all that it started. Never throws. */
  void kill() {
    kill(process.toHandle());
    try {
      if (Thread.currentThread() != hook) Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The shutdown hook then has nothing to do.
    }
  }

  /** Descendants are listed first, since those of a dead process cannot be found. */
  static void kill(ProcessHandle process) {
    List<ProcessHandle> descendants = new ArrayList<>();
    process.descendants().forEach(descendants::add);
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
