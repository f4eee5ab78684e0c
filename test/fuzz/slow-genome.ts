/**
 * Inputs that may cost much, in a form that can be bred: a head, a unit that is repeated up to the wanted size, and
 * a tail. Cost that grows faster than the input shows when something is repeated many times.
 */
import type { NamedFile } from './formats.js'
import { HOSTILE_MARKS } from './marks.js'
import { mutated } from './mutate.js'
import type { Random } from './random.js'

export interface Genome {
  name: string
  head: Buffer
  unit: Buffer
  tail: Buffer
}

/** Stands for the number of the repetition, so that names can differ. */
const NUMBER = Buffer.from('\x01\x02')

/** The input of about `size` bytes. */
export function expressed({ head, unit, tail }: Genome, size: number): Buffer {
  const room = size - head.length - tail.length
  if (unit.length === 0 || room < unit.length) return Buffer.concat([head, tail])
  if (!unit.includes(NUMBER))
    return Buffer.concat([head, Buffer.alloc(room - (room % unit.length), unit), tail])
  const parts = [head]
  const text = unit.toString('latin1')
  for (let length = 0, i = 0; length < room; i++) {
    const part = Buffer.from(text.replaceAll(NUMBER.toString('latin1'), String(i)), 'latin1')
    parts.push(part)
    length += part.length
  }
  return Buffer.concat([...parts, tail])
}

/** What the languages are made of. */
const TOKENS = [
  ...'"\'`/\\*#;:,.(){}[]<>=-+|&!?%$@~^_ \t\r\n\0aEx01é\u2028\u0085\ufeff',
  ...'// /* */ <!-- --> --!> --> <? ?> <?php <?= <?xml <% <script <script> </script> <style> </style <pre> <title>'.split(
    ' ',
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a language has
  ...'<![CDATA[ ]]> <!doctype <p> </ <a <svg> <textarea> <plaintext> <template> ``` ~~~ ${ #{ }} $( $(( `${ \\" \\\' '.split(
    ' ',
  ),
  ..."\"\"\" ''' r\" f\" b\" u\" rb''' <# #> @\" @' \"@ '@ << <<A <<-A <<~A <<'A' <<\"A\" <<<A <<<'A' A; \nA\n EOF".split(
    ' ',
  ),
  ...'=begin =end =pod =cut __END__ __DATA__ q( qq{ qw[ s/ y/ m{ tr/ %q( %w[ %( --[[ ]] --[==[ {- -} (* *) #| |# #{ }#'.split(
    ' ',
  ),
  ...'case esac in if fi do done function return typeof import export new class => ++ -- /a/ /[/]/ </ /> \\\n \r\n url( @import @charset'.split(
    ' ',
  ),
  ...'# -*- coding: utf-8 -*-|# vim: |//# sourceMappingURL=|/*# sourceMappingURL= */|#!/usr/bin/env node|// eslint-disable|# frozen_string_literal: true|<?xml version="1.0"?>|- |> |    |1. |[a](|![|**|<a|a|\n\n|set a {|proc a {} {|=for|=head1|#`(|Q[|declare(ticks=1);|__halt_compiler();'.split(
    '|',
  ),
  '\x01\x02',
].map((token) => Buffer.from(token))

const SYNTAX: readonly Buffer[] = [...TOKENS, ...HOSTILE_MARKS.filter(({ length }) => length < 2000)]

/** The first of a race: the file with one of its parts again and again, or tokens between its halves. */
export function born(base: NamedFile, random: Random): Genome {
  const isText = !base.bytes.includes(0)
  const at = random.below(base.bytes.length + 1)
  const length = 1 + random.below(random.pick([8, 64, 512]))
  return {
    name: base.name,
    head: isText && random.oneIn(2) ? Buffer.alloc(0) : base.bytes.subarray(0, at),
    unit: isText || random.oneIn(4) ? tokens(random) : base.bytes.subarray(at, at + length),
    tail: isText && random.oneIn(2) ? Buffer.alloc(0) : base.bytes.subarray(at),
  }
}

function tokens(random: Random): Buffer {
  return Buffer.concat(Array.from({ length: 1 + random.below(4) }, () => random.pick(SYNTAX)))
}

/** A genome that differs from its parent, or takes its unit from another one. */
export function child(
  parent: Genome,
  other: Genome,
  random: Random,
  files: readonly NamedFile[],
  size: number,
): Genome {
  const { name } = parent
  switch (random.below(8)) {
    case 0:
      return { ...parent, unit: other.unit }
    case 1:
      return { ...parent, head: other.head, tail: other.tail }
    case 2:
      return { ...parent, head: withInteger(parent.head, random, size) }
    case 3:
      return { ...parent, tail: withInteger(parent.tail, random, size) }
    case 4: {
      const part = random.pick(['head', 'tail', 'unit'] as const)
      const { bytes } = mutated({ name, bytes: parent[part] }, random, files)
      return { ...parent, [part]: bytes.subarray(0, 1 << 14) }
    }
    default: {
      const part = random.pick(['head', 'tail', 'unit', 'unit'] as const)
      const bytes = parent[part]
      const at = random.oneIn(2) ? bytes.length : random.below(bytes.length + 1)
      const cut = random.oneIn(2) ? random.below(Math.min(8, bytes.length - at) + 1) : 0
      const insert = random.oneIn(4) ? Buffer.alloc(0) : tokens(random)
      return { ...parent, [part]: Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]) }
    }
  }
}

/** A count, a size or an offset that the input has room for, or none. */
function withInteger(bytes: Buffer, random: Random, size: number): Buffer {
  if (bytes.length === 0) return bytes
  const value = random.pick([
    size,
    size >> 1,
    size >> 2,
    size >> 3,
    size >> 4,
    size >> 5,
    0xffff,
    0xffffff,
    1,
    0,
  ])
  const field = Buffer.alloc(8)
  field.writeBigUInt64LE(BigInt(value))
  const narrow = field.subarray(0, random.pick([1, 2, 4, 4, 8]))
  const result = Buffer.from(bytes)
  const at =
    random.below(Math.min(bytes.length, random.oneIn(2) ? 128 : bytes.length)) & ~random.pick([0, 1, 3, 7])
  result.set((random.oneIn(4) ? narrow.reverse() : narrow).subarray(0, result.length - at), at)
  return result
}
