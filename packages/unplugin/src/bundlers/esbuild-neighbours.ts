/** Builds of this process that write into one folder at the same time: names and time stamps do not tell them apart. */
import { sep } from 'node:path'

/** One build's place among the others. */
export interface Neighbour {
  /** esbuild begins: from now on the options are what they are. */
  begin(): void
  /** It has ended. @returns whether another one wrote into its folder, or one around or in it, meanwhile. */
  end(): boolean
  /** It will not begin any more. */
  leave(): void
}

interface Place {
  dir: string
  state: 'set up' | 'running' | 'idle'
  isDisturbed: boolean
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
 * Lets a build that has been set up know of the others.
 * @param askForMetafile is called, at once or until `begin`, if there is another one: only a metafile tells then.
 */
export function settle(dir: string, askForMetafile: () => void): Neighbour {
  const place: Place = { dir, state: 'set up', isDisturbed: false, askForMetafile }
  const all = places()
  const others = () =>
    [...all].filter((other) => other !== place && other.state !== 'idle' && touch(other.dir, dir))
  for (const other of others()) {
    askForMetafile()
    if (other.state === 'set up') other.askForMetafile()
    else other.isDisturbed = true
  }
  all.add(place)
  return {
    begin() {
      place.state = 'running'
      const running = others().filter(({ state }) => state === 'running')
      place.isDisturbed = running.length > 0
      for (const other of running) other.isDisturbed = true
    },
    end() {
      place.state = 'idle'
      return place.isDisturbed
    },
    leave: () => void all.delete(place),
  }
}

function touch(a: string, b: string): boolean {
  return a === b || a.startsWith(b + sep) || b.startsWith(a + sep)
}
