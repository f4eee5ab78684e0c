package dev.chalkmark.client;

/** Where a build tool wants its lines for people. Called from any thread. */
public interface Log {
  /**
   * What is good to know.
   *
   * @param line one line, without its end
   */
  void info(String line);

  /**
   * What somebody should look at.
   *
   * @param line one line, without its end
   */
  void warn(String line);
}
