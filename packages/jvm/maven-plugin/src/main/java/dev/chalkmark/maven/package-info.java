/** The goals of the Maven plugin, and what they share for the length of a build. */
package dev.chalkmark.maven;
