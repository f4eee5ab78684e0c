package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsWhatItWrites() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "\"\\/\b\f\n\r\t\u0000\u007f\u2028 ä€😀");
    value.put("numbers", List.of(0L, -1L, 1795338329460L, new BigDecimal("1.50"), new BigDecimal("12345678901234567890")));
    value.put("words", Arrays.asList(true, false, null));
    value.put("", Map.of());
    value.put("empty", List.of());
    assertEquals(value, JsonReader.read(JsonWriter.write(value)));
    assertEquals(List.copyOf(value.keySet()), List.copyOf(((Map<?, ?>) JsonReader.read(JsonWriter.write(value))).keySet()));
  }

  @Test
  void writesOneLine() {
    assertEquals("{\"a\\nb\":[\"c\\u000ad\"]}".replace("\\n", "\\u000a"), JsonWriter.write(Map.of("a\nb", List.of("c\nd"))));
  }

  @Test
  void writesTextThatIsNoString() {
    assertEquals("[\"a\",\"x\"]", JsonWriter.write(List.of(new StringBuilder("a"), Path.of("x"))));
  }

  @Test
  void keepsHalvesOfPairs() {
    assertEquals("\"\\ud83d\"", JsonWriter.write("\ud83d"));
    assertEquals("\"\\ude00a\"", JsonWriter.write("\ude00a"));
    assertEquals("\ud83d", JsonReader.read("\"\\uD83d\""));
  }

  @Test
  void refusesToWriteWhatIsNoJson() {
    assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(List.of(new Object())));
  }

  @Test
  void readsSpaceAroundEverything() {
    assertEquals(Map.of("a", List.of(1L, 2L)), JsonReader.read(" \t\r\n{ \"a\" : [ 1 , 2 ] } "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "{", "[", "[1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "\"", "\"\\", "\"\\x\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"\\u-123\"", "\"\n\"", "01", "-", "+1", "1.", ".5", "1e", "1e+", "nul", "nulll",
        "1 2", "1e99999999999", "NaN", "'a'"
      })
  void refusesToReadWhatIsNoJson(String text) {
    assertThrows(IllegalArgumentException.class, () -> JsonReader.read(text));
  }

  @Test
  void refusesToNestForever() {
    assertThrows(IllegalArgumentException.class, () -> JsonReader.read("[".repeat(100_000)));
  }
}
