/**
 * The Gradle plugin, for Gradle 4.4 and later: only what 4.4 has is used here. What needs a later Gradle is {@link
 * dev.chalkmark.gradle.Lifetime}'s other implementation, which is compiled apart and chosen at run time.
 */
package dev.chalkmark.gradle;
