package dev.chalkmark.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PackageUrlTest {
  @Test
  void namesAnArtifact() {
    assertEquals("pkg:maven/org.example/app@1.2", PackageUrl.maven("org.example", "app", "1.2", null, null));
    assertEquals("pkg:maven/org.example/app@1.2", PackageUrl.maven("org.example", "app", "1.2", "", "jar"));
  }

  @Test
  void namesWhatIsNotTheMainJar() {
    assertEquals(
        "pkg:maven/org.example/app@1.2?classifier=dist&type=zip",
        PackageUrl.maven("org.example", "app", "1.2", "dist", "zip"));
    assertEquals("pkg:maven/org.example/app@1.2?type=war", PackageUrl.maven("org.example", "app", "1.2", null, "war"));
  }

  @Test
  void leavesOutWhatIsMissing() {
    assertEquals("pkg:maven/app", PackageUrl.maven("", "app", null, null, null));
  }

  @Test
  void escapesWhatIsNotPlain() {
    assertEquals(
        "pkg:maven/g%2Fh/a%20b@1%2B2%40%C3%A4~x?classifier=c%26d", PackageUrl.maven("g/h", "a b", "1+2@ä~x", "c&d", null));
  }
}
