#!/usr/bin/env bash
# Compiles what has to run with every Gradle against the one that Debian installs (4.4), into a folder that is thrown
# away. Fails where it uses what that Gradle does not have.
#
#     compile-with-installed-gradle.sh [GRADLE_HOME]
set -euo pipefail
cd "$(dirname "$0")"
gradle=${1:-/usr/share/gradle}
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT

# Debian keeps the libraries that others use too in a folder of their own.
jars=$(find -L "$gradle/lib" -name '*.jar' | paste -sd: -):/usr/share/java/groovy-all.jar:/usr/share/java/slf4j-api.jar
find src/main/java ../client/src/main/java -name '*.java' -print0 |
  xargs -0 javac --release 11 -encoding UTF-8 -Xlint:all,-processing,-serial,-classfile,-path -Werror -d "$classes" -cp "$jars"
