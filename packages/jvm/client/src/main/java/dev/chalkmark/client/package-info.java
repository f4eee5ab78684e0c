/**
 * Starts the {@code chalkmark} command once for a build and has it mark and verify archives. It is what the Gradle
 * plugin and the Maven plugin share; it needs nothing but Java 11.
 *
 * <p>{@link dev.chalkmark.client.Chalkmark} is the way in. The protocol that it speaks is described in
 * {@code docs/serve.md} of the project.
 */
package dev.chalkmark.client;
