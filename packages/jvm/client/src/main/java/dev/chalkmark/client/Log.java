package dev.chalkmark.client;

/** Receives messages for the build tool's log. Called from any thread. */
public interface Log {
  /**
   * Takes a message for information.
   *
   * @param line one line, without its end
   */
  void info(String line);

  /**
   * Takes a warning.
   *
   * @param line one line, without its end
   */
  void warn(String line);
}
