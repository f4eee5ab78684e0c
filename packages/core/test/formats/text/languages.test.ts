import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../../src/bytes/source.js'
import { codecFor } from '../../../src/formats/index.js'
import { text } from '../../../src/formats/text/index.js'
import { TABLE } from '../../../src/formats/text/language-table.js'
import { outcome, shape } from './marked.js'

const claim = (name: string, content: string, allScripts = false) =>
  text.claims({ name, source: bufferSource(Buffer.from(content)) }, { allScripts })

describe('a shebang says the language', () => {
  it.each([
    ['#!/bin/bash\n', 'bash'],
    ['#! /bin/sh -e\n', 'sh'],
    ['#!/usr/bin/env node\r\n', 'node'],
    ['#!/usr/bin/env python3.12\n', 'python'],
    ['#!/usr/bin/python3\n', 'python3'],
    ['#!/usr/bin/env -S node --no-warnings\n', 'node'],
    ['#!/usr/bin/env -i PATH=/bin -u HOME ruby\n', 'ruby'],
    ['#!/usr/bin/env -Sdeno run\n', 'deno'],
    ['#!/bin/busybox ash\n', 'ash'],
    ['#!/usr/bin/ruby', 'ruby'],
    ['#!/opt/thing --x\n', 'thing'],
    ['#!\n', undefined],
    ['#!/\n', undefined],
    ['#!/usr/bin/env -S /\n', undefined],
    ['#!/usr/bin/env\n', undefined],
    ['# !/bin/sh\n', undefined],
    ['\ufeff#!/bin/sh\n', undefined],
    ['', undefined],
  ])('%j', (content, type) => expect(claim('file', content)).toBe(type))

  it('before the name does', () => {
    expect(claim('dist/a.js', '#!/usr/bin/env node\n', true)).toBe('node')
    expect(claim('dist/a.js', 'f()\n', true)).toBe('JavaScript')
  })
})

describe('without a shebang', () => {
  it('a file is claimed only if that is asked for', () => {
    expect(claim('a.js', 'f()\n')).toBeUndefined()
    expect(codecFor({ name: 'a.js', source: bufferSource(Buffer.from('f()')) })).toBeUndefined()
    expect(codecFor({ name: 'a.js', source: bufferSource(Buffer.from('f()')) }, { allScripts: true })).toBe(
      text,
    )
  })

  it.each([
    ['assets/index-a1b2.mjs', 'JavaScript'],
    ['a.d.cts', 'TypeScript'],
    ['A.CSS', 'CSS'],
    ['index.htm', 'HTML'],
    ['logo.svg', 'SVG'],
    ['deploy.sh', 'sh'],
    ['a.tf', 'terraform'],
    ['dir.js/Rakefile', 'ruby'],
    ['.js', undefined],
    ['js', undefined],
    ['a.json', undefined],
    ['a.txt', undefined],
    ['Makefile', undefined],
    ['a.js.map', undefined],
  ])('%s is %s', (name, type) => expect(claim(name, 'x\n', true)).toBe(type))
})

describe('the table', () => {
  const words = (key: 'interpreters' | 'extensions' | 'names') =>
    TABLE.flatMap((row) => row[key]?.split(' ') ?? [])

  it('has no word twice', () => {
    for (const key of ['interpreters', 'extensions', 'names'] as const)
      expect(words(key).filter((word, i, all) => all.indexOf(word) !== i)).toEqual([])
  })

  it('has extensions in lower case, without dots', () => {
    for (const extension of words('extensions')) expect(extension).toMatch(/^[a-z0-9_]+$/)
  })

  it.each(words('interpreters'))('marks what %s runs', async (interpreter) => {
    expect(await outcome('script', `#!/usr/bin/env ${interpreter}\n`)).toBe('marked')
  })
})

describe('a doubt about the language', () => {
  it('keeps a file unmarked', async () => {
    expect(await outcome('run', '#!/opt/thing\nx\n')).toBe('UNKNOWN_LANGUAGE')
    expect(await outcome('run', '#!/opt/th\x1bing\nx\n')).toBe('UNKNOWN_LANGUAGE')
    expect(await outcome('run.js', '#!/bin/sh\n":" //; exec node "$0" "$@"\n')).toBe('UNKNOWN_LANGUAGE')
    expect(await outcome('run.mjs', '#!/usr/bin/env node\n')).toBe('marked')
    expect(await outcome('run.py', '#!/bin/sh\n')).toBe('marked')
  })

  it('does not keep a mark from being replaced', async () => {
    const line = '# { "MAGIC" : "dadfedabbadabbed" }\n'
    expect(await shape('run', `#!/opt/thing\n${line}`)).toBe('#!/opt/thing\n# …\n')
  })
})
