package dev.chalkmark.client;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a value as one line of JSON (RFC 8259). Values from build scripts are converted: anything that is a {@link
 * CharSequence} (Groovy's strings are not {@link String}), paths and files are text.
 */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /**
   * Writes a value.
   *
   * @param value maps, iterables, text, numbers, booleans, null; they may nest
   * @return one line, without its end
   * @throws IllegalArgumentException for what JSON can not hold, with its type
   */
  public static String write(Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return writer.out.toString();
  }

  private void value(Object value) {
    if (value == null || value instanceof Boolean) out.append(value);
    else if (value instanceof Number) number((Number) value);
    else if (value instanceof Map) object((Map<?, ?>) value);
    // A path is an iterable of its names, but it is meant as text.
    else if (isText(value)) string(value.toString());
    else if (value instanceof Iterable) array((Iterable<?>) value);
    else throw new IllegalArgumentException("JSON holds no " + value.getClass().getName() + ": " + value);
  }

  private static boolean isText(Object value) {
    return value instanceof CharSequence
        || value instanceof Path
        || value instanceof File
        || value instanceof Character
        || value instanceof Enum;
  }

  private void number(Number number) {
    if (!Double.isFinite(number.doubleValue())) throw new IllegalArgumentException("JSON holds no " + number);
    out.append(number);
  }

  private void object(Map<?, ?> object) {
    char separator = '{';
    for (Map.Entry<?, ?> member : object.entrySet()) {
      out.append(separator);
      separator = ',';
      string(String.valueOf(member.getKey()));
      out.append(':');
      value(member.getValue());
    }
    out.append(object.isEmpty() ? "{}" : "}");
  }

  private void array(Iterable<?> array) {
    out.append('[');
    boolean first = true;
    for (Object element : array) {
      if (!first) out.append(',');
      first = false;
      value(element);
    }
    out.append(']');
  }

  private void string(String string) {
    out.append('"');
    for (int at = 0; at < string.length(); at++) {
      char character = string.charAt(at);
      if (character == '"' || character == '\\') out.append('\\').append(character);
      else if (character < ' ' || isLoneSurrogate(string, at)) escape(character);
      else out.append(character);
    }
    out.append('"');
  }

  private void escape(char character) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt((character >> shift) & 0xf));
  }

  /** A lone surrogate has no UTF-8 form, so it is written as an escape. */
  private static boolean isLoneSurrogate(String string, int at) {
    char character = string.charAt(at);
    if (Character.isHighSurrogate(character))
      return at + 1 == string.length() || !Character.isLowSurrogate(string.charAt(at + 1));
    return Character.isLowSurrogate(character) && (at == 0 || !Character.isHighSurrogate(string.charAt(at - 1)));
  }
}
