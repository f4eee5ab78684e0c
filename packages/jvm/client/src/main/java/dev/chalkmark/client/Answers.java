package dev.chalkmark.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads the members of an answer: one that is missing, or of another type, counts as not given. */
final class Answers {
  private Answers() {}

  static String text(Map<String, Object> answer, String name) {
    Object value = answer.get(name);
    return value instanceof String ? (String) value : null;
  }

  static String textOr(Map<String, Object> answer, String name, String otherwise) {
    String text = text(answer, name);
    return text == null ? otherwise : text;
  }

  static int count(Map<String, Object> answer, String name) {
    Object value = answer.get(name);
    return value instanceof Number ? ((Number) value).intValue() : 0;
  }

  static List<String> texts(Map<String, Object> answer, String name) {
    Object value = answer.get(name);
    List<String> texts = new ArrayList<>();
    if (value instanceof List) for (Object each : (List<?>) value) texts.add(String.valueOf(each));
    return Collections.unmodifiableList(texts);
  }

  @SuppressWarnings("unchecked") // The keys of what the JSON reader gives are text.
  static Map<String, Object> object(Map<String, Object> answer, String name) {
    Object value = answer.get(name);
    return value instanceof Map ? Collections.unmodifiableMap((Map<String, Object>) value) : null;
  }
}
