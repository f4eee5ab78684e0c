package dev.chalkmark.client;

import java.nio.charset.StandardCharsets;

/**
 * Package URLs of type maven, as PACKAGE_URI holds them: {@code pkg:maven/org.example/app@1.2?classifier=sources}.
 *
 * <p>Sources: github.com/package-url/purl-spec, PURL-SPECIFICATION.rst ("Rules for each purl component", "Character
 * encoding") and types-doc/maven-definition.md (classifier and type are qualifiers).
 */
public final class PackageUrl {
  private PackageUrl() {}

  /**
   * The package URL of one artifact.
   *
   * @param group its group; null or empty where the build has none
   * @param name its name, Maven's artifactId
   * @param version null or empty where it has none
   * @param classifier null or empty for the main artifact
   * @param type Maven's type; null, empty or jar for the default one
   * @return a canonical package URL
   */
  public static String maven(String group, String name, String version, String classifier, String type) {
    StringBuilder url = new StringBuilder("pkg:maven/");
    if (isGiven(group)) url.append(encode(group)).append('/');
    url.append(encode(name));
    if (isGiven(version)) url.append('@').append(encode(version));
    char separator = '?';
    if (isGiven(classifier)) {
      url.append(separator).append("classifier=").append(encode(classifier));
      separator = '&';
    }
    if (isGiven(type) && !type.equals("jar")) url.append(separator).append("type=").append(encode(type));
    return url.toString();
  }

  private static boolean isGiven(String text) {
    return text != null && !text.isEmpty();
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xff);
      if (isPlain(character)) encoded.append(character);
      else encoded.append(String.format("%%%02X", (int) character));
    }
    return encoded.toString();
  }

  /** Letters, digits, {@code .-_~}, and the colon, which the specification leaves as it is. */
  private static boolean isPlain(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || ".-_~:".indexOf(character) >= 0;
  }
}
