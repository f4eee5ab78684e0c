package dev.chalkmark.playground.application;

import dev.chalkmark.playground.library.Greeting;

/** Greets whom its first argument names. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.out.println(Greeting.of(arguments.length > 0 ? arguments[0] : "world"));
  }
}
