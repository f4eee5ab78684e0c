/** Builds of this process that write into one folder at the same time: names and time stamps do not tell them apart. */
import { isInside } from '../output/path.js'

/** One build's place among the others. */
export interface Neighbour {
  begin(): void
  end(): void
}

interface Place {
  dir: string
  /** `new`: it can still ask for a metafile. */
  state: 'new' | 'running' | 'idle'
  askForMetafile(): void
}

/** For all copies of this module: one is loaded by `import`, another one by `require`. */
const PLACES = Symbol.for('chalkmark.esbuild')

function places(): Set<Place> {
  const holder = globalThis as { [PLACES]?: Set<Place> }
  holder[PLACES] ??= new Set()
  return holder[PLACES]
}

/**
 * Lets a build that is being set up know of the others.
 * @param askForMetafile is called if there is another one: at once, or as long as esbuild has not read the options.
 */
export function settle(dir: string, askForMetafile: () => void): Neighbour {
  const place: Place = { dir, state: 'new', askForMetafile }
  const all = places()
  for (const other of all) {
    if (!touch(other.dir, dir)) continue
    askForMetafile()
    if (other.state === 'new') other.askForMetafile()
  }
  const become = (state: Place['state']) => {
    place.state = state
    if (state === 'idle') all.delete(place)
    else all.add(place)
  }
  become('new')
  // esbuild reads the options once the setups are done, in the same turn of the event loop if there is one plugin only.
  setImmediate(() => {
    if (place.state === 'new') become('idle')
  })
  return { begin: () => become('running'), end: () => become('idle') }
}

function touch(a: string, b: string): boolean {
  return a === b || isInside(a, b) || isInside(b, a)
}
