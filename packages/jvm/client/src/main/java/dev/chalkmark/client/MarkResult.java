package dev.chalkmark.client;

import java.util.List;
import java.util.Map;

/** The result of marking one archive. */
public final class MarkResult {
  private final boolean marked;
  private final String chalkId;
  private final String metadataId;
  private final String hash;
  private final String reason;
  private final List<String> warnings;

  MarkResult(Map<String, Object> answer) {
    marked = Boolean.TRUE.equals(answer.get("marked"));
    chalkId = Answers.text(answer, "chalkId");
    metadataId = Answers.text(answer, "metadataId");
    hash = Answers.text(answer, "hash");
    reason = marked ? null : Answers.textOr(answer, "reason", "no reason was given");
    warnings = Answers.texts(answer, "warnings");
  }

  /**
   * Whether the archive carries the new mark now.
   *
   * @return false where it was left byte for byte as it was; {@link #reason()} says why
   */
  public boolean marked() {
    return marked;
  }

  /**
   * The CHALK_ID of the archive's content.
   *
   * @return null where it was not marked
   */
  public String chalkId() {
    return chalkId;
  }

  /**
   * The METADATA_ID of the mark.
   *
   * @return null where it was not marked
   */
  public String metadataId() {
    return metadataId;
  }

  /**
   * The SHA-256 of the archive without its mark.
   *
   * @return lower case hexadecimal; null where it was not marked
   */
  public String hash() {
    return hash;
  }

  /**
   * Why the archive was not marked.
   *
   * @return one line; null where it was marked
   */
  public String reason() {
    return reason;
  }

  /**
   * Warnings about a marked archive.
   *
   * @return one line each, mostly none
   */
  public List<String> warnings() {
    return warnings;
  }
}
