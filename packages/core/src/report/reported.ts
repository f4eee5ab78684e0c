/**
 * The artifacts that reports name, to compare others with: by their content, and by the path that they had.
 *
 * A report is other people's text. A path in it is compared with paths that are there, and never opened. One that leads
 * through `..`, or has a part that no file name can be, finds nothing.
 */
import type { Dict, Value } from '@chalkmark/mark'
import { FILE_HASH, OUTPUT_PATH } from '../keys/catalogue.js'
import type { ReadReport } from './lookup.js'
import { dictsIn, timeOf } from './values.js'

/** An artifact as a report names it. */
export interface Reported {
  chalk: Dict
  /** The host report that holds it. */
  host: Dict
  /** Where the report is. */
  place: string
  /** Where the artifact was, absolute, with `/` between its parts; undefined if nothing usable is said. */
  path?: string
  /** How many parts of the path are its name in the output folder; undefined if that is not said. */
  depth?: number
}

export interface ReportedArtifacts {
  /** How many have no path that could be looked for. Not counted are those inside of others. */
  readonly unplaced: number
  /** The paths that they had. */
  readonly paths: ReadonlySet<string>
  /** The output folders of the builds, as far as the reports tell them. */
  readonly outputs: ReadonlySet<string>
  /** What the latest build has put at a path. */
  at(path: string): Reported | undefined
  /** Those that may have a content: `chalk` is the object of an extract. Look at {@link isSame}. */
  like(chalk: Dict): readonly Reported[]
  /** Those whose paths end in this file name. */
  named(name: string): readonly Reported[]
}

/** No more artifacts than this are looked at for one content or one name, whatever a report holds. */
const MOST = 1000

/** What finds an artifact by its content. A mark without HASH is found by CHALK_ID. */
const CONTENT = ['METADATA_ID', 'HASH', 'CHALK_ID', '_CURRENT_HASH', FILE_HASH] as const

/** Collects the artifacts of reports. What a report says was deleted is no artifact. */
export function reportedArtifacts(reports: readonly ReadReport[]): ReportedArtifacts {
  const contents = new Map<string, Reported[]>()
  const names = new Map<string, Reported[]>()
  const latest = new Map<string, { artifact: Reported; time: number }>()
  const outputs = new Set<string>()
  let unplaced = 0

  function add(artifact: Reported, time: number): void {
    for (const key of CONTENT) {
      const value = artifact.chalk[key]
      if (typeof value === 'string') put(contents, `${key} ${value}`, artifact)
    }
    const { path, depth, chalk, host, place } = artifact
    if (path !== undefined) {
      if (depth !== undefined) outputs.add(path.split('/').slice(0, -depth).join('/'))
      put(names, path.slice(path.lastIndexOf('/') + 1), artifact)
      const other = latest.get(path)
      // Of builds of one time the first counts, since a report file has the latest build first.
      if (other === undefined || other.time < time) latest.set(path, { artifact, time })
    }
    for (const inside of dictsIn(chalk.EMBEDDED_CHALK)) add({ chalk: inside, host, place }, time)
  }

  for (const { place, hosts } of reports)
    for (const host of hosts) {
      if (host._OPERATION === 'delete') continue
      const time = timeOf(host)
      for (const chalk of dictsIn(host._CHALKS)) {
        const where = pathOf(chalk)
        if (where.path === undefined) unplaced++
        add({ chalk, host, place, ...where }, time)
      }
    }

  return {
    unplaced,
    paths: new Set(latest.keys()),
    outputs,
    at: (path) => latest.get(path)?.artifact,
    like: (chalk) => [
      ...new Set(
        CONTENT.flatMap(
          (key) => (typeof chalk[key] === 'string' ? contents.get(`${key} ${chalk[key]}`) : undefined) ?? [],
        ),
      ),
    ],
    named: (name) => names.get(name) ?? [],
  }
}

function put(map: Map<string, Reported[]>, key: string, artifact: Reported): void {
  const others = map.get(key)
  if (others === undefined) map.set(key, [artifact])
  else if (others.length < MOST) others.push(artifact)
}

/**
 * Whether an artifact that was read is one of a report.
 *
 * A mark's METADATA_ID stands for everything in it, HASH too. So another build's mark on the same content is not the same.
 * What the mark itself does not prove (it has no HASH, or nobody can compare it with its artifact) the file's bytes have to.
 * @param chalk the object of an extract. An artifact with an invalid mark is the same as none.
 */
export function isSame(chalk: Dict, { chalk: said }: Reported): boolean {
  if (chalk._VALIDATED_METADATA === false) return false
  const isEqual = (key: string) => typeof said[key] === 'string' && said[key] === chalk[key]
  const differs = (key: string) =>
    said[key] !== undefined && chalk[key] !== undefined && said[key] !== chalk[key]
  if (differs('METADATA_ID') || differs('HASH') || differs('CHALK_ID')) return false
  const isProved = chalk._VALIDATED_METADATA === true && chalk.HASH !== undefined
  return (isProved && (isEqual('METADATA_ID') || isEqual('HASH'))) || isEqual('_CURRENT_HASH')
}

/** Whether the content is the same, though the mark may be another build's. */
export function hasSameContent(chalk: Dict, { chalk: said }: Reported): boolean {
  return chalk._VALIDATED_METADATA === true && typeof chalk.HASH === 'string' && chalk.HASH === said.HASH
}

/** Characters and parts of a path. A longer one is none that a system would have taken. */
const LONGEST = 4096
const DEEPEST = 200

/** Where an artifact was. */
function pathOf(chalk: Dict): Pick<Reported, 'path' | 'depth'> {
  const said = [chalk._OP_ARTIFACT_PATH, chalk.PATH_WHEN_CHALKED].find(isText)
  const parts = said === undefined ? undefined : partsOf(said)
  if (parts === undefined) return {}
  const inOutput = isText(chalk[OUTPUT_PATH]) ? partsOf(chalk[OUTPUT_PATH]) : undefined
  const path = parts.join('/')
  const isEnd = inOutput !== undefined && `/${path}`.endsWith(`/${inOutput.join('/')}`)
  return { path, ...(isEnd && { depth: inOutput.length }) }
}

/**
 * The parts of a path, the first one empty for one from the root; undefined for a path that leads elsewhere, and for an
 * address. Paths of Windows are taken, too.
 */
function partsOf(path: string): string[] | undefined {
  if (path.length > LONGEST || /^[a-z][\w+.-]+:/i.test(path)) return undefined
  const parts = (/^(?:[a-z]:)?\\/i.test(path) ? path.replaceAll('\\', '/') : path).split('/')
  const isRight = parts.every(
    (part, index) => (part !== '' || index === 0) && part !== '.' && part !== '..' && !part.includes('\0'),
  )
  return isRight && parts.length <= DEEPEST ? parts : undefined
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string' && value !== ''
}
