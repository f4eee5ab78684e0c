package dev.chalkmark.client;

import java.util.List;
import java.util.Map;

/** What one run of the command did. */
public final class Summary {
  private final int marked;
  private final int unmarked;
  private final String report;
  private final List<String> errors;

  Summary(Map<String, Object> answer) {
    marked = Answers.count(answer, "marked");
    unmarked = Answers.count(answer, "unmarked");
    report = Answers.text(answer, "report");
    errors = Answers.texts(answer, "errors");
  }

  /**
   * How many archives were marked.
   *
   * @return zero or more
   */
  public int marked() {
    return marked;
  }

  /**
   * How many archives were asked for and left as they were.
   *
   * @return zero or more
   */
  public int unmarked() {
    return unmarked;
  }

  /**
   * The path of the report.
   *
   * @return null where none was written
   */
  public String report() {
    return report;
  }

  /**
   * What went wrong beside the archives: facts that could not be collected, reports that could not be sent.
   *
   * @return one line each
   */
  public List<String> errors() {
    return errors;
  }
}
