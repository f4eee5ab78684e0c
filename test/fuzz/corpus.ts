/** The files that cases start from: the vectors, the fixtures, generated ones and texts in every language. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bufferSource } from '../../packages/core/src/bytes/source.js'
import { applySplices } from '../../packages/core/src/bytes/splices.js'
import { CodecError } from '../../packages/core/src/error.js'
import { codecFor } from '../../packages/core/src/formats/index.js'
import { TABLE } from '../../packages/core/src/formats/text/language-table.js'
import { CONTENT_HASH } from '../../packages/core/src/keys/catalogue.js'
import { contentHash, inspect } from '../../packages/core/src/mark/inspect.js'
import { generated, type NamedFile } from './formats.js'
import { markFor } from './marks.js'

/** @param folder `test` of this repository. */
export function corpus(folder: string): NamedFile[] {
  const vectors = filesIn(join(folder, 'vectors/files'))
  const dylib = vectors.find(({ name }) => name === 'macho-x86_64.dylib')!.bytes
  return [
    ...vectors.map(({ name, bytes }) => ({ name: name.replace(/\.(marked|deleted)$/, ''), bytes })),
    ...filesIn(join(folder, 'vectors/signed')).map(({ name, bytes }) => ({
      name: name.replace(/\.marked$/, ''),
      bytes,
    })),
    ...filesIn(join(folder, 'vectors/text')),
    ...filesIn(join(folder, 'fixtures/pe')),
    ...generated(dylib),
    ...texts(),
  ]
}

/** Those of the files that can hold a mark and have none, with one: for the formats of which no vector is marked. */
export async function withMarks(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const marked: NamedFile[] = []
  for (const file of files) {
    const bytes = await markedBytes(file).catch((error) => {
      if (!(error instanceof CodecError)) throw error
    })
    if (bytes) marked.push({ name: file.name, bytes })
  }
  return marked
}

async function markedBytes({ name, bytes }: NamedFile): Promise<Buffer | undefined> {
  const options = { archives: 'all' } as const
  const candidate = { name, source: bufferSource(bytes) }
  const codec = bytes.includes(0) ? codecFor(candidate, options) : undefined
  if (!codec) return undefined
  const { artifact, hash } = await inspect(candidate, codec, options)
  if (artifact.mark || artifact.sidecar !== undefined) return undefined
  const content = await contentHash(artifact, candidate.source)
  const mark = markFor(hash, content === undefined ? {} : { [CONTENT_HASH]: content })
  return applySplices(bytes, await artifact.insert(mark))
}

function filesIn(folder: string): NamedFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
}

const BODY: Record<string, string> = {
  javascript:
    'const a = `x\x24{1}` // y\n/* z */ export const r = /[/*]/.test("//")\n//# sourceMappingURL=a.js.map\n',
  css: '@charset "utf-8";\na { b: url(x) }\n/*# sourceMappingURL=a.css.map */',
  html: '<!doctype html><title>a</title><script>let a = "<!--"</script><pre>\n</pre>\n',
  xml: '<?xml version="1.0"?><svg xmlns="x"><!-- a --><![CDATA[ ]]></svg>',
  markdown: '# a\n\n```js\nlet a\n```\n\n- b <!-- c -->\n',
  php: '<p><?php echo "a"; # b ?>\n</p>\n<?php $a = <<<X\n b\nX;\n',
  shell: 'cat <<EOF\n# a\nEOF\nif true; then echo "b" # c\nfi\n',
  perl: 'print "a"; # b\n\n=pod\n\nc\n\n=cut\n\n__END__\nd\n',
  ruby: 'puts <<~X\n a\nX\n=begin\nb\n=end\n__END__\nc\n',
  powershell: '<# a #>\nWrite-Output @"\nb\n"@\n',
  python: '# -*- coding: utf-8 -*-\nx = """a\n# b"""\n',
}

/** A text in each language, by its extension or its shebang. */
function texts(): NamedFile[] {
  return TABLE.map(({ syntax, extensions, interpreters }) => {
    const [extension] = extensions?.split(' ') ?? []
    const [interpreter] = interpreters?.split(' ') ?? []
    const head = extension ? '' : `#!/usr/bin/env ${interpreter}\n`
    const bytes = Buffer.from(`${head}${BODY[syntax] ?? 'a = 1 # b // c -- d ; e % f\n'}`)
    return { name: extension ? `a.${extension}` : 'a', bytes }
  })
}
