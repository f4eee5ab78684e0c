package dev.chalkmark.client;

import java.util.Objects;

/** The command could not do its work. The message is one line, and says what to do about it. */
public final class ChalkmarkException extends Exception {
  /** What went wrong. */
  public enum Kind {
    /** The command is not installed, or can not be started. */
    NOT_FOUND,
    /** The command ended, or was ended, before it answered. */
    DIED,
    /** The command gave no answer for too long and was killed. */
    TIMED_OUT,
    /** The command answered that it will not do what was asked for. */
    REFUSED
  }

  private static final long serialVersionUID = 1;

  private final Kind kind;

  ChalkmarkException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind);
  }

  ChalkmarkException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind);
  }

  /**
   * What went wrong.
   *
   * @return never null
   */
  public Kind kind() {
    return kind;
  }
}
