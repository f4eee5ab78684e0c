/** One change of a marked artifact: changes that an attacker would try first, and unusual ones. */

import type { NamedFile } from '../formats.js'
import { mutated } from '../mutate.js'
import type { Random } from '../random.js'
import { inOtherPlace } from './places.js'
import type { Change, Sample } from './samples.js'

/** Texts that end or begin comments, lines and files in some language. */
const TOKENS = [
  ...[
    '\n',
    '\r',
    '\r\n',
    '\v',
    '\f',
    '\0',
    '\x1a',
    '\u0085',
    '\u2028',
    '\u2029',
    '\ufeff',
    ' ',
    '\t',
    '\\\n',
    '\\',
  ],
  ...[
    '*/',
    '/*',
    '//',
    '#',
    '-->',
    '--!>',
    '<!--',
    '--',
    '?>',
    '<?php',
    '%>',
    '</script>',
    '<script>',
    '`',
    '"',
    "'",
  ],
  ...[
    '"""',
    "'''",
    '\\u000a',
    '\\u002a\\u002f',
    '\\uuu000a',
    '__END__\n',
    '=pod\n',
    '=cut\n',
    '=begin\n',
    '<<A\n',
    ']]',
    '--[[',
  ],
  ...[
    'console.log(6)',
    '\nprint(6)\n',
    '\nputs 6\n',
    '\necho 6\n',
    '<p>6</p>',
    '<x/>',
    '*/ b{color:blue} /*',
    '\n6',
    ';6',
    '0;',
  ],
  ...[
    '# coding: latin-1\n',
    '#!/bin/sh\n',
    '"X" : 1, ',
    '\u00a0',
    '\ud800',
    '{ ',
    ' }',
    'PK\x05\x06',
    'PK\x01\x02',
  ],
]

/** @param files what parts may come from. */
export function change(base: Sample, random: Random, files: readonly NamedFile[]): Change {
  if (random.oneIn(8)) return inOtherPlace(base, random)
  const { bytes } = base
  const start = bytes.indexOf('{ "MAGIC"')
  const end = start < 0 ? -1 : bytes.indexOf('" }', start) + 3
  const kind = start < 0 ? random.below(2) : random.below(8)
  switch (kind) {
    case 0: {
      const { bytes: changed, steps } = mutated(base, random, files)
      return { name: steps.join(' '), bytes: changed }
    }
    case 1:
      return put('byte', bytes, near(bytes, start, end, random), 1, Buffer.of(random.below(256)))
    case 2:
      return put('token near the mark', bytes, near(bytes, start, end, random), 0, token(random))
    case 3:
      return put(
        'token in the mark',
        bytes,
        start + random.below(end - start),
        random.below(3),
        token(random),
      )
    case 4:
      return put('escape', bytes, ...escaped(bytes, start, end, random))
    case 5:
      return put(
        'delete near the mark',
        bytes,
        near(bytes, start, end, random),
        1 + random.below(6),
        Buffer.alloc(0),
      )
    case 6:
      return moved(bytes, start, end, random)
    default:
      return field(bytes, start, end, random)
  }
}

function put(name: string, bytes: Buffer, at: number, remove: number, insert: Buffer): Change {
  return { name, bytes: Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]) }
}

function token(random: Random): Buffer {
  return Buffer.from(random.pick(TOKENS), random.oneIn(8) ? 'latin1' : 'utf8')
}

/** A place around the mark's ends, at the file's ends or, of small files, anywhere. */
function near(bytes: Buffer, start: number, end: number, random: Random): number {
  const spread = random.pick([4, 16, 64, 256])
  const around = random.pick([start, end, 0, bytes.length, random.below(bytes.length)])
  return Math.max(0, Math.min(bytes.length - 1, around - spread + random.below(2 * spread + 1)))
}

/** A character of the mark in another spelling. */
function escaped(bytes: Buffer, start: number, end: number, random: Random): [number, number, Buffer] {
  const text = bytes.toString('latin1', start, end)
  const spelt = /\\u([0-9a-f]{4})|\\(.)/g
  spelt.lastIndex = random.below(text.length)
  const found = random.oneIn(2) ? spelt.exec(text) : null
  if (found) {
    const character = found[1]
      ? String.fromCharCode(Number.parseInt(found[1], 16))
      : JSON.parse(`"${found[0]}"`)
    return [start + found.index, found[0].length, Buffer.from(character)]
  }
  const at = random.below(text.length)
  const code = text.charCodeAt(at).toString(16).padStart(4, '0')
  return [start + at, 1, Buffer.from(`\\u${random.oneIn(2) ? code : code.toUpperCase()}`)]
}

/** The mark, or all of its line, in another place: also twice. */
function moved(bytes: Buffer, start: number, end: number, random: Random): Change {
  const from = random.oneIn(2) ? start : Math.max(0, bytes.lastIndexOf('\n', start) + 1)
  const newline = bytes.indexOf('\n', end)
  const to = from === start || newline < 0 ? end : newline + 1
  const part = bytes.subarray(from, to)
  const rest = random.oneIn(3) ? bytes : Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  const lines = [0, ...[...rest.keys()].filter((at) => rest[at - 1] === 10), rest.length]
  return put('move', rest, random.oneIn(2) ? random.pick(lines) : random.below(rest.length), 0, part)
}

/** A small number changed, near the mark or near an end: a size, a flag, an offset. */
function field(bytes: Buffer, start: number, end: number, random: Random): Change {
  const at = near(bytes, start, end, random)
  const result = Buffer.from(bytes)
  result[at] = (result[at]! + random.pick([1, -1, 2, 8, 16, 32, 64, 128])) & 0xff
  return { name: 'field', bytes: result }
}
