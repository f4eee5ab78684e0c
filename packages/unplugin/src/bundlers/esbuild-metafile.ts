/**
 * esbuild's metafile. The plugin asks for it, since only it lists what was written, and updates it for other
 * readers.
 */
import { resolve } from 'node:path'
import { type Change, nameIn } from '@chalkmark/core/output/files'
import type { BuildOptions, Metafile } from 'esbuild'

/** Whether some output file can be a copy of one input, as the loaders `file` and `copy` make it. */
export function holdsCopies(metafile: Metafile | undefined): boolean {
  return Object.values(metafile?.outputs ?? {}).some(({ bytes, inputs }) => {
    const [input, second] = Object.values(inputs)
    return input && !second && input.bytesInOutput === bytes
  })
}

/** Options that are changed at present: the old value, and for how many builds they are changed. */
const borrowed = new WeakMap<BuildOptions, { given: PropertyDescriptor | undefined; builds: number }>()

/** A change of the caller's options that is undone once esbuild has read them. */
export interface Loan {
  /** The caller wants the metafile, too. */
  readonly isWanted: boolean
  /** Makes esbuild write one, unless the build has begun or the options are frozen. */
  ask(): void
  restore(): void
}

/** Changes nothing yet. */
export function borrowMetafile(options: BuildOptions): Loan {
  const before = borrowed.get(options)
  const isWanted = before ? before.given?.value === true : options.metafile === true
  let state: 'idle' | 'open' | 'over' = 'idle'
  return {
    isWanted,
    ask() {
      if (state !== 'idle' || isWanted) return
      const loan = borrowed.get(options) ?? {
        given: Object.getOwnPropertyDescriptor(options, 'metafile'),
        builds: 0,
      }
      // A frozen object cannot be changed. The missing metafile is reported later.
      if (!Reflect.set(options, 'metafile', true)) return
      state = 'open'
      loan.builds++
      borrowed.set(options, loan)
    },
    restore() {
      const loan = borrowed.get(options)
      const isOpen = state === 'open'
      state = 'over'
      if (!isOpen || !loan || --loan.builds > 0) return
      borrowed.delete(options)
      if (loan.given) Object.defineProperty(options, 'metafile', loan.given)
      else delete options.metafile
    },
  }
}

/** Updates names and sizes of changed files in the metafile. */
export function followInMetafile(
  { outputs }: Metafile,
  root: string,
  dir: string,
  changes: ReadonlyMap<string, Change>,
  sizeOf: (change: Change) => number,
): void {
  const renamed = (path: string) => {
    const name = nameIn(dir, resolve(root, path))
    const change = changes.get(name)
    return change && change.name !== name ? path.slice(0, path.length - name.length) + change.name : path
  }
  for (const [path, output] of Object.entries(outputs)) {
    const change = changes.get(nameIn(dir, resolve(root, path)))
    if (change) output.bytes = sizeOf(change)
    for (const item of output.imports) if (!item.external) item.path = renamed(item.path)
    if (output.cssBundle) output.cssBundle = renamed(output.cssBundle)
    const to = renamed(path)
    if (to === path) continue
    delete outputs[path]
    outputs[to] = output
  }
}
