package dev.chalkmark.playground.spring;

import dev.chalkmark.playground.library.Greeting;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Greets once Spring has started, from a library that is a jar in the jar. */
@SpringBootApplication
public class Main implements CommandLineRunner {
  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments);
  }

  @Override
  public void run(String... arguments) {
    System.out.println(Greeting.of("Spring"));
  }
}
