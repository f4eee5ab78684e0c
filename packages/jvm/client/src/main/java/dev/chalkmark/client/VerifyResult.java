package dev.chalkmark.client;

import java.util.List;
import java.util.Map;

/** What reading and checking the mark of one archive has shown. */
public final class VerifyResult {
  private final boolean valid;
  private final List<String> errors;
  private final Map<String, Object> mark;
  private final List<String> notCovered;

  VerifyResult(Map<String, Object> answer) {
    valid = Boolean.TRUE.equals(answer.get("valid"));
    errors = Answers.texts(answer, "errors");
    mark = Answers.object(answer, "mark");
    notCovered = Answers.texts(answer, "notCovered");
  }

  /**
   * Whether the archive has a mark, and archive and mark are intact.
   *
   * @return false for an archive without a mark
   */
  public boolean valid() {
    return valid;
  }

  /**
   * Whether the archive has a mark at all.
   *
   * @return true for one that is not valid, too
   */
  public boolean marked() {
    return mark != null;
  }

  /**
   * What is wrong.
   *
   * @return one line each; none where the mark is valid
   */
  public List<String> errors() {
    return errors;
  }

  /**
   * What of the archive and of its mark no digest covers. It may be there where the mark is valid.
   *
   * @return one line each
   */
  public List<String> notCovered() {
    return notCovered;
  }

  /**
   * The whole mark, its keys in their order.
   *
   * @return null where there is none
   */
  public Map<String, Object> mark() {
    return mark;
  }
}
