package dev.chalkmark.client;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text (RFC 8259). Objects become maps that keep their order (of equal names the last one counts), arrays
 * lists, whole numbers {@link Long} where they fit, other numbers {@link BigDecimal}.
 */
public final class JsonReader {
  /** Answers nest about five levels deep. Anything deeper than this is no answer and must not overflow the stack. */
  private static final int MAX_DEPTH = 200;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @param text one JSON value, with space around it or without
   * @return a map, a list, text, a number, a boolean or null
   * @throws IllegalArgumentException where the text is no JSON, with the position
   */
  public static Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.skipSpace();
    if (reader.at < text.length()) throw reader.error("end expected");
    return value;
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) throw error("nested too deeply");
    skipSpace();
    if (at >= text.length()) throw error("value expected");
    switch (text.charAt(at)) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    if (skips('}')) return object;
    do {
      skipSpace();
      if (at >= text.length() || text.charAt(at) != '"') throw error("name expected");
      String name = string();
      if (!skips(':')) throw error("':' expected");
      object.put(name, value(depth + 1));
    } while (skips(','));
    if (!skips('}')) throw error("',' or '}' expected");
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    at++;
    if (skips(']')) return array;
    do array.add(value(depth + 1));
    while (skips(','));
    if (!skips(']')) throw error("',' or ']' expected");
    return array;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    at++;
    while (at < text.length()) {
      char character = text.charAt(at++);
      if (character == '"') return string.toString();
      if (character < ' ') throw error("control character in a string");
      string.append(character == '\\' ? escaped() : character);
    }
    throw error("unfinished string");
  }

  private char escaped() {
    if (at >= text.length()) throw error("unfinished string");
    char character = text.charAt(at++);
    int index = "\"\\/bfnrt".indexOf(character);
    if (index >= 0) return "\"\\/\b\f\n\r\t".charAt(index);
    if (character != 'u' || at + 4 > text.length()) throw error("no such escape");
    int code = 0;
    for (int end = at + 4; at < end; at++) {
      char hex = text.charAt(at);
      int digit = hex < 128 ? Character.digit(hex, 16) : -1;
      if (digit < 0) throw error("hexadecimal digit expected");
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Number number() {
    int start = at;
    skips1('-');
    if (!skips1('0') && skipDigits() == 0) throw error("value expected");
    boolean whole = true;
    if (skips1('.')) {
      whole = false;
      if (skipDigits() == 0) throw error("digit expected");
    }
    if (skips1('e') || skips1('E')) {
      whole = false;
      if (!skips1('+')) skips1('-');
      if (skipDigits() == 0) throw error("digit expected");
    }
    String number = text.substring(start, at);
    // 18 digits always fit.
    if (whole && number.length() <= 18) return Long.valueOf(number);
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException tooLargeExponent) {
      throw error("number out of range");
    }
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) throw error("value expected");
    at += word.length();
    return value;
  }

  private int skipDigits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    return at - start;
  }

  private boolean skips(char character) {
    skipSpace();
    return skips1(character);
  }

  private boolean skips1(char character) {
    if (at >= text.length() || text.charAt(at) != character) return false;
    at++;
    return true;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException("JSON: " + what + " at character " + at);
  }
}
