/**
 * Marks of files inside an archive.
 *
 *     app.zip                     EMBEDDED_CHALK: [ the marks of those below ]
 *       bin/tool                  PATH_WITHIN_ZIP: bin/tool
 *                                 CONTAINING_ARTIFACT_WHEN_CHALKED: CHALK_ID of app.zip
 *
 * Each file that a codec claims, by the rules of the archive's HASH, gets a mark as if it stood alone. The
 * archive's HASH does not change, so its CHALK_ID is known before its files are marked.
 */
import type { Dict } from '@chalkmark/mark'
import { bufferSource } from '../bytes/source.js'
import { applySplices, sha256Hex } from '../bytes/splices.js'
import { type CodecOptions, claimedBy } from '../formats/format.js'
import { codecsInside } from '../formats/index.js'
import { type Composer, composeMark, type Subject } from '../mark/compose.js'
import { contentHash, inspect, withNamedErrors } from '../mark/inspect.js'
import { readBack } from '../output/read-back.js'
import { keepNamed, redact } from '../redact/index.js'
import { reportInserted } from '../report/chalk.js'
import { type EmbeddedEdit, type EmbeddedFile, editFiles } from './embedded-files.js'
import type { OpenArtifact } from './files.js'
import type { InsertJob } from './insert-job.js'
import { SEPARATOR } from './inside.js'

/** In bytes. The marks are repeated in the archive's own mark, and a mark of more than 16 MiB is not read. */
const MAX_LIST = 4 << 20

/** What marking the files in an archive gives. */
export interface Embedded {
  /** Composes the archive's mark, which repeats the marks of the files. */
  composer?: Composer
  /** The archive with the marked files, still without its own mark. */
  archive?: OpenArtifact
  /** Keys for the archive's object in `_CHALKS`. */
  report?: Dict
  /** A message for the user. */
  note?: string
}

/** Marks the files in an archive. One that cannot be marked stays as it is, and a warning says why. */
export async function markEmbedded(opened: OpenArtifact, job: InsertJob): Promise<Embedded> {
  const { options, composer, warn } = job
  const marks: Dict[] = []
  const chalks: Dict[] = []
  let listed = 0
  let unlisted = 0
  const { archive, kept } = await editFiles(opened, options, warn, async (file) => {
    const marked = unlisted === 0 ? await markFile(file, opened, job) : undefined
    if (!marked || listed + marked.text.length > MAX_LIST) {
      unlisted++
      return undefined
    }
    const { content, text, mark, chalk } = marked
    listed += text.length
    const done = () => {
      marks.push(mark)
      chalks.push(chalk)
    }
    return { content, done }
  })
  if (kept !== undefined) return { note: `the files inside are not marked: ${kept}` }
  if (unlisted > 0) {
    warn(
      `${unlisted} files inside are left as they are: the list of marks would be over ${MAX_LIST >> 20} MB`,
    )
  }
  if (!archive) return {}
  return {
    archive,
    composer: withKeys(composer, { EMBEDDED_CHALK: marks }),
    report: { EMBEDDED_CHALK: chalks },
  }
}

interface MarkedFile {
  content: Uint8Array
  /** The mark's text. */
  text: Uint8Array
  /** The mark, as the archive's mark holds it. */
  mark: Dict
  /** Its object for the report. */
  chalk: Dict
}

/** @throws CodecError if it cannot be marked. */
async function markFile(
  { path, candidate, codec, content }: EmbeddedFile,
  { file, chalkId: containing }: OpenArtifact,
  { composer, warn, virtual }: InsertJob,
): Promise<MarkedFile> {
  const { artifact, hash, chalkId } = await inspect(candidate, codec, {})
  const subject: Subject = {
    path: file.path + SEPARATOR + path,
    nameInOutput: file.name === undefined ? undefined : file.name + SEPARATOR + path,
    type: artifact.type,
    hash,
    chalkId,
    contentHash: await withNamedErrors(codec, () => contentHash(artifact, candidate.source)),
    ...(artifact.mark && { old: artifact.mark.dict }),
  }
  const place = { PATH_WITHIN_ZIP: redact(path), CONTAINING_ARTIFACT_WHEN_CHALKED: containing }
  const composed = await composeMark(withKeys(composer, place), subject, 'full')
  for (const error of composed.errors) warn(`${path}: ${error}`)
  const edits = await withNamedErrors(codec, () => artifact.insert(composed.text))
  const marked = applySplices(content, edits)
  const marking = {
    before: { artifact, hash, chalkId },
    source: candidate.source,
    codec,
    options: {},
    edits,
    mark: composed.text,
  }
  const again = { name: candidate.name, source: bufferSource(marked) }
  await readBack(marking, again, (file) => claimedBy(codecsInside, file, {}))
  const { MAGIC, ...mark } = composed.mark
  const chalk: Dict = {
    ...artifact.report,
    ...reportInserted(subject, composed, composer.facts, {
      preChalkHash: sha256Hex(content),
      currentHash: (await artifact.currentHashWith?.(composed.text)) ?? sha256Hex(marked),
      fileHash: sha256Hex(marked),
    }),
    ...(artifact.note !== undefined && { '_X-NOTE': artifact.note }),
    ...(virtual && { _VIRTUAL: true }),
  }
  return { content: marked, text: composed.text, mark, chalk: keepNamed(chalk, Object.keys(composer.keys)) }
}

/** A composer whose marks also hold these keys, whatever the template. */
function withKeys(composer: Composer, keys: Dict): Composer {
  return {
    ...composer,
    template: new Set([...composer.template, ...Object.keys(keys)]),
    facts: { ...composer.facts, ...keys },
  }
}

/** The archive without the marks of the files inside, but with its own mark. */
export async function unmarkEmbedded(
  opened: OpenArtifact,
  options: CodecOptions,
  warn: (message: string) => void,
): Promise<OpenArtifact> {
  const { archive = opened } = await editFiles(opened, options, warn, async (file) => {
    const { artifact, hash } = await inspect(file.candidate, file.codec, {})
    if (!artifact.mark) return undefined
    const splices = await withNamedErrors(file.codec, () => artifact.remove(Buffer.from(hash, 'hex')))
    return { content: applySplices(file.content, splices) } satisfies EmbeddedEdit
  })
  return archive
}
