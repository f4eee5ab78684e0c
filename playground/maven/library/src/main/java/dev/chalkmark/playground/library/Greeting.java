package dev.chalkmark.playground.library;

/** What is said to whom. */
public final class Greeting {
  private Greeting() {}

  /**
   * Greets somebody.
   *
   * @param name a name
   * @return a sentence
   */
  public static String of(String name) {
    return "Hello, " + name + "!";
  }
}
