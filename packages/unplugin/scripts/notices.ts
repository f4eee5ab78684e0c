/** The notices of the packages that are bundled into this one, as their licences ask for. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

interface Metafile {
  outputs: Record<string, { inputs: Record<string, unknown> }>
}

/**
 * Writes `dist/NOTICES.txt` from esbuild's metafiles in `dist`, and removes those.
 * @throws Error if a bundled package names no licence: then it must not be bundled.
 */
export function writeNotices(dist: string): void {
  const metafiles = readdirSync(dist).filter((name) => /^metafile-.*\.json$/.test(name))
  const packages = new Set<string>()
  for (const name of metafiles) {
    const { outputs } = JSON.parse(readFileSync(join(dist, name), 'utf8')) as Metafile
    for (const { inputs } of Object.values(outputs)) {
      for (const input of Object.keys(inputs)) {
        if (input.includes('node_modules')) packages.add(packageFolder(input))
      }
    }
    rmSync(join(dist, name))
  }
  const notices = [...packages].sort().map(notice)
  const head = 'Parts of these packages are bundled into the files beside this one.\n'
  writeFileSync(join(dist, 'NOTICES.txt'), [head, ...new Set(notices)].join(`\n${'-'.repeat(80)}\n\n`))
}

function packageFolder(file: string): string {
  for (let folder = dirname(file); folder.includes('node_modules'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return folder
  }
  throw new Error(`${file} belongs to no package`)
}

function notice(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!license) throw new Error(`${folder.split(sep).join('/')} names no licence`)
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const by = typeof author === 'string' ? author : author?.name
  const text = file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : `Licence: ${license}${by ? `, by ${by}` : ''}`
  return `${name} ${version}\n\n${text}\n`
}
