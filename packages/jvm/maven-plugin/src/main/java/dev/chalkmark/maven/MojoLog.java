package dev.chalkmark.maven;

import dev.chalkmark.client.Log;

/** Maven's log, as the client wants it. */
final class MojoLog implements Log {
  private final org.apache.maven.plugin.logging.Log log;

  MojoLog(org.apache.maven.plugin.logging.Log log) {
    this.log = log;
  }

  @Override
  public void info(String line) {
    log.info(line);
  }

  @Override
  public void warn(String line) {
    log.warn(line);
  }
}
