package dev.chalkmark.gradle;

/** Has the build's process. */
interface SessionHolder {
  BuildSession session();
}
