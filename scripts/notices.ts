/** The notices of the packages that are bundled into a published file, as their licences ask for. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { Options } from 'tsup'

/** What esbuild calls a plugin. */
type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/**
 * Writes `NOTICES.txt` into `dist`, of all builds that have this very plugin. Nothing is written if nothing is bundled.
 * The build fails if a bundled package names no licence: then it must not be bundled.
 */
export function notices(dist: string): Plugin {
  const packages = new Set<string>()
  return {
    name: 'notices',
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true
      onEnd(({ metafile }) => {
        for (const { inputs } of Object.values(metafile?.outputs ?? {})) {
          for (const input of Object.keys(inputs)) {
            if (input.includes('node_modules')) packages.add(packageFolder(resolve(input)))
          }
        }
        if (packages.size > 0) write(dist, packages)
      })
    },
  }
}

function write(dist: string, packages: ReadonlySet<string>): void {
  const head = 'Parts of these packages are bundled into the files beside this one.\n'
  const all = new Set([...packages].sort().map(notice))
  mkdirSync(dist, { recursive: true })
  writeFileSync(join(dist, 'NOTICES.txt'), [head, ...all].join(`\n${'-'.repeat(80)}\n\n`))
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
