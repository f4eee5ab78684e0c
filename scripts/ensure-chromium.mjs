/**
 * Run before the tests: sees to a browser for those that need one. On Debian and its kin, as root or in CI, it is
 * installed; elsewhere the browser tests are skipped. In CI a missing browser ends the run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium, isCi } from './chromium.mjs'

const root = process.getuid?.() === 0

if (!findChromium() && existsSync('/usr/bin/apt-get') && (root || isCi())) installChromium()

if (!findChromium()) {
  console.log(
    isCi()
      ? 'No Chromium, Chrome or Edge found: install one or set CHROMIUM_PATH.'
      : 'No Chromium, Chrome or Edge found: browser tests will be skipped. Install one or set CHROMIUM_PATH.',
  )
  if (isCi()) process.exitCode = 1
}

function installChromium() {
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium')
}

/** Runs apt-get and shows what it says. A failure shows in the browser still being missing afterwards. */
function apt(...args) {
  const command = root ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args]
  const { error } = spawnSync(command[0], command.slice(1), { stdio: 'inherit' })
  if (error) console.error(`${command.join(' ')}: ${error.message}`)
}
