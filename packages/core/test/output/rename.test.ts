import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutputFile } from '../../src/output/files/file.js'
import {
  deriveHash,
  referenceFinder,
  renameFile,
  rewriteReferences,
  withReferrers,
} from '../../src/output/rename.js'

const file = (name: string, hash?: string, text = ''): OutputFile => ({
  name,
  hashes: hash ? [hash] : [],
  read: () => text,
})

describe('derived hashes', () => {
  it('keep length and alphabet, and follow the salt', () => {
    for (const old of ['1f00aa93', 'AB2C7XYZ', 'b7zq9k1x', 'BQ3x9z_-', '0123456789abcdef0123']) {
      const derived = deriveHash(old, 'salt')
      expect(derived).toHaveLength(old.length)
      expect(derived).not.toBe(old)
      expect(deriveHash(old, 'salt')).toBe(derived)
      expect(deriveHash(old, 'pepper')).not.toBe(derived)
    }
    expect(deriveHash('1f00aa93', 's')).toMatch(/^[0-9a-f]{8}$/)
    expect(deriveHash('AB2C7XYZ', 's')).toMatch(/^[A-Z2-7]{8}$/)
  })

  it('fill any length', () => {
    fc.assert(fc.property(fc.nat(200), (length) => deriveHash('f'.repeat(length), 'x').length === length))
  })
})

describe('references', () => {
  const files = [file('assets/a-AAAAaaaa.js', 'AAAAaaaa'), file('assets/b-BBBBbbbb.css', 'BBBBbbbb')]
  const hashes = new Map([
    ['AAAAaaaa', 'CCCCcccc'],
    ['BBBBbbbb', 'DDDDdddd'],
  ])

  it('follow by name, with any folder and encoding before it', () => {
    const finder = referenceFinder(files, 'name')
    const text = `import"./a-AAAAaaaa.js";url("/x%20y/b-BBBBbbbb.css");//# sourceMappingURL=a-AAAAaaaa.js.map`
    expect(rewriteReferences(text, finder, hashes)).toBe(
      `import"./a-CCCCcccc.js";url("/x%20y/b-DDDDdddd.css");//# sourceMappingURL=a-CCCCcccc.js.map`,
    )
  })

  it('leave the same letters alone where no file is named', () => {
    const finder = referenceFinder(files, 'name')
    const text = `const AAAAaaaa=1,x="AAAAaaaa",y="a-AAAAaaaa.ts"`
    expect(rewriteReferences(text, finder, hashes)).toBe(text)
  })

  it('follow where the extension is left to the loader', () => {
    const finder = referenceFinder(files, 'name')
    expect(rewriteReferences(`require(['./a-AAAAaaaa'])`, finder, hashes)).toBe(`require(['./a-CCCCcccc'])`)
    const other = `import"./b-BBBBbbbb"`
    expect(rewriteReferences(other, finder, hashes)).toBe(other)
  })

  it('follow where the name is percent-encoded', () => {
    const named = [file('assets/AAAAaaaa-größe 1.svg', 'AAAAaaaa'), file('ö/né-BBBBbbbb.css', 'BBBBbbbb')]
    const finder = referenceFinder(named, 'name')
    const text = `url(/assets/AAAAaaaa-gr%C3%B6%C3%9Fe%201.svg) "assets/AAAAaaaa-größe 1.svg" n%C3%A9-BBBBbbbb.css`
    expect(rewriteReferences(text, finder, hashes)).toBe(
      text.replaceAll('AAAAaaaa', 'CCCCcccc').replaceAll('BBBBbbbb', 'DDDDdddd'),
    )
  })

  it('follow by hash where nothing parts it from the name', () => {
    const finder = referenceFinder([file('js/mainAAAAaaaa.js', 'AAAAaaaa')], 'hash')
    expect(rewriteReferences(`src="js/mainAAAAaaaa.js" otherAAAAaaaa.js`, finder, hashes)).toBe(
      `src="js/mainCCCCcccc.js" otherAAAAaaaa.js`,
    )
  })

  it('follow by hash alone, as whole words only', () => {
    const finder = referenceFinder(files, 'hash')
    expect(rewriteReferences(`({1:"AAAAaaaa"})[e]+".js";xAAAAaaaa`, finder, hashes)).toBe(
      `({1:"CCCCcccc"})[e]+".js";xAAAAaaaa`,
    )
  })

  it('rename the files themselves', () => {
    expect(renameFile('assets/a-AAAAaaaa.js.map', ['AAAAaaaa'], hashes)).toBe('assets/a-CCCCcccc.js.map')
  })

  it('take along every hashed file that refers to a renamed one, round cycles too', () => {
    const texts: Record<string, string> = {
      'a-AAAAaaaa.js': 'import"./b-BBBBbbbb.js"',
      'b-BBBBbbbb.js': 'import"./a-AAAAaaaa.js"',
      'c-CCCCcccc.js': 'import("./a-AAAAaaaa.js")',
      'd-DDDDdddd.js': 'no imports',
    }
    const all = Object.keys(texts).map((name) => file(name, name.slice(2, 10)))
    const chosen = withReferrers([all[1]!], all, ({ name }) => texts[name]!, referenceFinder(all, 'name'))
    expect([...chosen].map(({ name }) => name[0]).sort()).toEqual(['a', 'b', 'c'])
  })
})
