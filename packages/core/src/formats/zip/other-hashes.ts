/**
 * Rules by which HASH of a mark may have been computed besides the usual one ({@link sumOfContents}): the archive was
 * signed after it was marked, or the program that marked it did not know all that the usual rule knows.
 */
import { asBuffer } from '../../bytes/fields.js'
import type { OtherHash } from '../artifact.js'
import { type ArchiveLimits, allowanceFor } from '../bomb.js'
import type { Codec } from '../format.js'
import { peekContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'
import type { Listing } from './listing.js'
import { show } from './paths.js'
import { type Signature, unsignedManifests } from './signed.js'
import { type Counting, isHidden, sumOfContents } from './sum.js'

/** What the rules need to know of an archive with a mark. */
export interface Marked {
  archive: Archive
  /** The entries that count for HASH. */
  counted: readonly ZipEntry[]
  /** The codecs that look into the files. */
  codecs: readonly Codec[]
  limits: ArchiveLimits | undefined
  list?: Listing | undefined
  /** What usually counts in place of a list of files. */
  rewrite: Counting['rewrite']
  signature: Signature | undefined
  /** Whether the reference program has marked it. */
  isTheirs: boolean
}

/** The rules, in the order in which they are tried. */
export function otherHashes(marked: Marked): OtherHash[] {
  const { list, signature, isTheirs } = marked
  return [
    // A mark may have come before the line in the list did.
    ...(list?.isOptional ? [() => sum(marked, {})] : []),
    ...(signature && !signature.rewrites ? beforeSigning(marked, signature) : []),
    ...(isTheirs ? [() => withoutClasses(marked)] : []),
  ]
}

async function sum(
  { archive: { source }, counted, codecs, limits }: Marked,
  how: Partial<Counting>,
  uncovered: string[] = [],
) {
  const allowance = allowanceFor(source.size, limits)
  const { hash, corrupt } = await sumOfContents(source, counted, { codecs, allowance, ...how })
  return corrupt === undefined ? { hash, uncovered } : undefined
}

/** As the archive was before it was signed. That the signature is not covered is said for all signatures. */
function beforeSigning(marked: Marked, { parts, manifest }: Signature): OtherHash[] {
  const { archive, rewrite } = marked
  const counted = marked.counted.filter((entry) => !parts.includes(entry))
  const withManifest = (text: Buffer) => (entry: ZipEntry, content: Uint8Array) =>
    entry === manifest ? text : (rewrite?.(entry, content) ?? content)
  const manifests = manifest ? unsignedManifests(archive, manifest) : []
  return [
    () => sum({ ...marked, counted }, { rewrite }),
    ...manifests.map(
      (text) => () =>
        text
          ? sum({ ...marked, counted }, { rewrite: withManifest(text) })
          : sum({ ...marked, counted: counted.filter((entry) => entry !== manifest) }, { rewrite }, [
              'META-INF/MANIFEST.MF, which the signer has added',
            ]),
    ),
  ]
}

/** Of a fat Mach-O program, and of class files of Java. */
const FAT_MAGIC = Buffer.from('cafebabe', 'hex')

/** The reference program takes class files for fat Mach-O programs, and counts these as empty. */
function withoutClasses(marked: Marked) {
  const { archive, counted } = marked
  const empty = new Set(counted.filter((entry) => !isHidden(entry) && beginsFat(archive, entry)))
  const [first] = empty
  if (!first) return undefined
  const others = empty.size > 1 ? ` and of ${empty.size - 1} more files` : ''
  return sum(marked, { isEmpty: (entry) => empty.has(entry) }, [
    `the content of ${show(first.path)}${others} that the program which marked it counts as empty, such as classes`,
  ])
}

function beginsFat({ source }: Archive, entry: ZipEntry): boolean {
  return FAT_MAGIC.equals(asBuffer(peekContent(source, entry).read(0, FAT_MAGIC.length)))
}
