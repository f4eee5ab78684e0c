package dev.chalkmark.maven;

import dev.chalkmark.client.ChalkmarkException;
import dev.chalkmark.client.VerifyResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Reads and checks the marks of a project's archives, and fails where one has none or is not what was marked. */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class VerifyMojo extends ChalkmarkMojo {
  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    Build build = Build.of(session, new MojoLog(getLog()));
    List<String> invalid = new ArrayList<>();
    for (Archive archive : archives()) {
      try {
        VerifyResult result = build.chalkmark(settings()).verify(archive.file());
        if (!result.notCovered().isEmpty())
          getLog().warn(archive.name() + ": the mark does not cover " + String.join("; ", result.notCovered()));
        if (result.valid()) getLog().info(archive.name() + " has a valid mark");
        else invalid.add(archive.name() + ": " + what(result));
      } catch (ChalkmarkException error) {
        if (strict) throw new MojoFailureException(archive.name() + " is not verified: " + error.getMessage(), error);
        build.warnOnce(error);
        getLog().warn(archive.name() + " is not verified");
      }
    }
    if (!invalid.isEmpty()) throw new MojoFailureException(String.join("\n", invalid));
  }

  private static String what(VerifyResult result) {
    if (!result.errors().isEmpty()) return String.join("; ", result.errors());
    return result.marked() ? "its mark is not valid" : "it has no mark";
  }
}
