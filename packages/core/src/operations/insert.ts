/** Marking files. */
import type { Dict } from '@chalkmark/mark'
import { type Artifact, CodecError, type Splice } from '../codecs/codec.js'
import type { ChalkOptions } from '../config/options.js'
import type { FoundFile } from '../files/walk.js'
import type { Prepared } from '../files/write.js'
import { resolveTemplate, template } from '../keys/templates.js'
import { reportInserted } from '../report/chalk.js'
import { hashSpliced } from '../splices.js'
import { type Batch, type BatchOptions, createBatch, hashAfter } from './batch.js'
import { type Composer, composeMark, type Subject } from './compose.js'
import { collectFacts, type Facts, type FactsRequest, type Moment, momentOf } from './facts.js'
import {
  cleanStage,
  type FileOptions,
  forEachFile,
  newOutcome,
  type OpenArtifact,
  type Outcome,
  rememberFiles,
  type Visited,
  withArtifact,
} from './files.js'
import { withNamedErrors } from './inspect.js'

export interface InsertOptions
  extends FileOptions,
    BatchOptions,
    Pick<ChalkOptions, 'template' | 'keys' | 'reproducible'> {
  /** Absolute: where git and package.json are looked for. */
  root: string
  env: Readonly<Record<string, string | undefined>>
  /** Which environment variables the report may show. */
  policy?: ChalkOptions['env']
  /** Nothing is written: what would be done is reported, with `_VIRTUAL`. */
  dryRun?: boolean
}

export interface Inserted extends Outcome {
  facts: Facts
  moment: Moment
  /** With `dryRun`: the text of each mark, in the order of `chalks`. */
  marks: string[]
}

/** What is the same for all files of the operation. */
interface Job {
  options: InsertOptions
  composer: Composer
  outcome: Outcome
  batch: Batch
  /** Texts of marks that are not written. */
  virtual: Map<Dict, string>
}

/**
 * Marks every artifact below the paths.
 * @throws ChalkError for a template that does not exist or a wrong SOURCE_DATE_EPOCH, and whatever `save` throws. What
 * fails with single files is in the outcome.
 */
export async function insert(options: InsertOptions): Promise<Inserted> {
  const { facts, moment, composer } = await collect(options)
  const outcome = newOutcome()
  const batch = createBatch(options, outcome)
  const job: Job = { options, composer, outcome, batch, virtual: new Map() }
  const seenBefore = rememberFiles(options)
  const visit = (file: FoundFile) =>
    withArtifact(file, options, seenBefore, (artifact) => insertOne(artifact, job))
  try {
    await forEachFile(options, outcome, visit, (stage) => options.dryRun || cleanStage(stage, outcome))
    await batch.finish()
  } finally {
    batch.close()
  }
  outcome.unmarked = outcome.problems.map(({ path }) => path)
  return { ...outcome, facts, moment, marks: outcome.chalks.map((chalk) => job.virtual.get(chalk)!) }
}

/** Collects what marks and report are to tell of the build. */
async function collect(options: InsertOptions) {
  const { root, env, policy, keys = {} } = options
  const began = new Date()
  const reproducible = options.reproducible ?? Boolean(env.SOURCE_DATE_EPOCH)
  const inMark = resolveTemplate(options.template ?? 'mark_default', 'mark').keys
  const wanted = new Set([...inMark, ...template('report_default').keys])
  const request: FactsRequest = { root, env, reproducible, wanted, policy }
  const facts = await collectFacts(request)
  const moment = momentOf(facts, request, began)
  const composer: Composer = {
    template: inMark,
    facts: { ...facts.keys, ...moment.mark },
    keys,
    env,
    timestamp: moment.timestamp,
    reproducible,
  }
  return { facts, moment, composer }
}

async function insertOne(opened: OpenArtifact, job: Job): Promise<Visited> {
  const { file, candidate, codec, artifact, hash, chalkId } = opened
  const { composer, options, outcome, batch, virtual } = job
  const subject: Subject = {
    path: file.path,
    nameInOutput: file.name,
    type: artifact.type,
    hash,
    chalkId,
    ...(artifact.mark && { old: artifact.mark.dict }),
  }
  const composed = await composeMark(composer, subject, 'full')
  for (const error of composed.errors) outcome.warnings.push(`${file.path}: ${error}`)
  let splices: Splice[]
  try {
    splices = await withNamedErrors(codec, () => artifact.insert(composed.text))
  } catch (error) {
    // A certificate, say: an artifact that there is something to tell of, but nobody would mark.
    if (error instanceof CodecError && error.code === 'NOT_MARKABLE') return { leftOut: error.message }
    throw error
  }
  const preChalkHash = sameBytes(artifact) ? hash : hashSpliced(candidate.source, [])
  const report = (currentHash: string): Dict => {
    const hashes = { preChalkHash, currentHash }
    return {
      ...artifact.report,
      ...reportInserted(subject, composed, composer.facts, hashes),
      ...(artifact.note !== undefined && { '_X-NOTE': artifact.note }),
      ...(options.dryRun && { _VIRTUAL: true }),
    }
  }
  if (options.dryRun) {
    const chalk = report((await artifact.currentHash?.()) ?? preChalkHash)
    virtual.set(chalk, composed.text.toString())
    return { chalk }
  }
  const reportWritten = async (prepared: Prepared) =>
    report(await hashAfter(opened, prepared, preChalkHash, options))
  return { chalk: await batch.add(opened, splices, reportWritten) }
}

/** Whether HASH is taken over the very bytes of the file. */
function sameBytes({ normalForm, hash }: Artifact): boolean {
  return normalForm.length === 0 && !hash
}
