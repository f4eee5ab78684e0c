/**
 * Finds a browser of the Chromium family on this machine: Chromium, Google Chrome or Microsoft Edge.
 */
import { existsSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * Path of the browser's executable: `CHROMIUM_PATH` if it is set, else the first that stands where its installer
 * puts it; undefined if there is none.
 * @throws {Error} if `CHROMIUM_PATH` names a file that does not exist.
 */
export function findChromium() {
  const { CHROMIUM_PATH } = process.env
  if (!CHROMIUM_PATH) return candidates().find((path) => existsSync(path))
  if (!existsSync(CHROMIUM_PATH)) throw new Error(`CHROMIUM_PATH: no such file: ${CHROMIUM_PATH}`)
  return CHROMIUM_PATH
}

/** Whether this is a CI run, where a missing browser is a failure and not a reason to skip tests. */
export function isCi() {
  return !['', '0', 'false'].includes(process.env.CI ?? '')
}

function candidates() {
  if (platform() === 'darwin') return macCandidates()
  if (platform() === 'win32') return windowsCandidates()
  return linuxCandidates()
}

function linuxCandidates() {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ]
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => [...folders, '/usr/bin', '/snap/bin'].map((folder) => join(folder, name)))
}

function macCandidates() {
  return ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap((name) =>
    ['/Applications', join(homedir(), 'Applications')].map((folder) =>
      join(folder, `${name}.app`, 'Contents', 'MacOS', name),
    ),
  )
}

function windowsCandidates() {
  const { LOCALAPPDATA, PROGRAMFILES, 'PROGRAMFILES(X86)': PROGRAMFILES_X86 } = process.env
  const folders = [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA].filter((folder) => folder !== undefined)
  const files = [
    join('Chromium', 'Application', 'chrome.exe'),
    join('Google', 'Chrome', 'Application', 'chrome.exe'),
    join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
  ]
  return files.flatMap((file) => folders.map((folder) => join(folder, file)))
}
