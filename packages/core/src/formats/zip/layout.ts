/**
 * Archives whose programs look at what stands in the root. If the only thing there is one folder, some programs take
 * that folder for the content, and otherwise the archive; a mark beside the folder then makes them find nothing.
 *
 *     foo-1.0/              pip, Composer and WordPress look into foo-1.0/; with a chalk.json beside it they look for
 *       setup.py            setup.py, composer.json or plugin.php in the root
 *     example.com/m@v1.0.0/ a module of Go: any file outside of this folder is an error
 *       go.mod
 */
import { asBuffer } from '../../bytes/fields.js'
import { CodecError } from '../../error.js'
import { peekContent } from './content.js'
import type { Archive, ZipEntry } from './format.js'
import { isDirectory } from './paths.js'

/** Module path, version, and what is in the module. Go Modules Reference, "Module zip files". */
const GO_MODULE = /^(?:[^@/]+\/)*[^@/]+@v\d[^/]*\//
const PYTHON = /^[^/]+\/(PKG-INFO|setup\.py|pyproject\.toml)$/
const COMPOSER = /^[^/]+\/composer\.json$/
/** Files whose head says that they are a plugin or a theme of WordPress, and how many of them are read. */
const WORDPRESS = /^[^/]+\/([^/]+\.php|style\.css)$/
const WORDPRESS_HEAD = /^[ \t/*#@]*(Plugin|Theme) Name:/im
const MOST_HEADS = 20
/** How much of a file WordPress searches for its head, in bytes. */
const HEAD = 8 << 10

/** @throws CodecError `UNSAFE_PLACE` if a program would take the archive for something else with one more file in its root. */
export function checkRoot(archive: Archive): void {
  const reader = readerOfRoot(archive)
  if (reader === undefined) return
  throw new CodecError(
    'UNSAFE_PLACE',
    `the archive has one folder in its root, and ${reader} does not accept a file beside it: mark the files in it, or another archive`,
  )
}

/** Which program would not find its way; undefined if none is known. */
function readerOfRoot(archive: Archive): string | undefined {
  const files = archive.entries.filter(({ path }) => !isDirectory(path))
  const [module] = GO_MODULE.exec(files[0]?.path ?? '') ?? []
  if (module !== undefined && files.every(({ path }) => path.startsWith(module))) return 'Go'
  const root = files[0]?.path.replace(/\/.*$/s, '/')
  if (root === undefined || !archive.entries.every(({ path }) => path.startsWith(root))) return undefined
  if (files.some(({ path }) => PYTHON.test(path))) return 'pip'
  if (files.some(({ path }) => COMPOSER.test(path))) return 'Composer'
  const heads = files.filter(({ path }) => WORDPRESS.test(path)).slice(0, MOST_HEADS)
  return heads.some((entry) => isOfWordPress(archive, entry)) ? 'WordPress' : undefined
}

function isOfWordPress({ source }: Archive, entry: ZipEntry): boolean {
  const head = asBuffer(peekContent(source, entry).read(0, Math.min(HEAD, entry.size)))
  return WORDPRESS_HEAD.test(head.toString('latin1'))
}
