/** Names that look as if they held a hash. */
import { describe, expect, it } from 'vitest'
import { hashesByLook } from '../../src/disk/looks-hashed.js'

const hashIn = (name: string) => hashesByLook([name]).get(name)

describe('names that hold a hash', () => {
  it.each([
    ['vite', 'assets/app-BQ3x9z.js', 'BQ3x9z'],
    ['rollup, with signs of base64url', 'assets/index-C1gHk_-o.js', 'C1gHk_-o'],
    ['webpack', 'main.1a2b3c4d.js', '1a2b3c4d'],
    ['webpack, as long as MD5 is', 'runtime.d41d8cd98f00b204e980.js', 'd41d8cd98f00b204e980'],
    ['webpack, a chunk', '123.8b1c2d3e.chunk.css', '8b1c2d3e'],
    ['webpack, nothing else', '1a2b3c4d5e6f.js', '1a2b3c4d5e6f'],
    ['esbuild', 'app-QWERTY23.js', 'QWERTY23'],
    ['SvelteKit', '_app/immutable/nodes/0.BjQ3x9zA.js', 'BjQ3x9zA'],
    ['in base 36', 'app-k3j9x0q2.js', 'k3j9x0q2'],
    ['a source map', 'assets/app-BQ3x9z.js.map', 'BQ3x9z'],
    ['a compressed file', 'assets/app-BQ3x9z.js.gz', 'BQ3x9z'],
  ])('%s: %s', (_, name, hash) => expect(hashIn(name)).toBe(hash))

  it('without a digit, beside names whose hashes have some', () => {
    const names = [
      'a/index-C1gHk2-o.js',
      'a/index-DwBkLmNo.js',
      'b/index-DwBkLmNo.js',
      'a/vendor-GoogleMap.js',
    ]
    expect([...hashesByLook(names).keys()]).toEqual(['a/index-C1gHk2-o.js', 'a/index-DwBkLmNo.js'])
  })

  it.each([
    ['its second sign could end the name', 'a/index-a-V2NnVH.js', 'a-V2NnVH'],
    ['its second sign is an underscore', 'a/index-a_V2NnVH.js', 'a_V2NnVH'],
    ['its first sign could end the name', 'a/index--aV2NnVH.js', '-aV2NnVH'],
    ['its end has no digit', 'a/index-2-VxNnVH.js', '2-VxNnVH'],
    ['of a compressed file', 'a/index-a-V2NnVH.js.gz', 'a-V2NnVH'],
    ['of a source map', 'a/index-a-V2NnVH.js.map', 'a-V2NnVH'],
  ])('beside hashes of the same length, where %s', (_, name, hash) => {
    expect(hashesByLook([name, 'a/lazy-W1erjkBN.js']).get(name)).toBe(hash)
    expect(hashesByLook(['a/lazy-W1erjkBN.js', name]).get(name)).toBe(hash)
  })

  it('of six letters, beside hashes of six letters', () => {
    const names = ['a/page-a-V2NnVH.js', 'a/lazy-CANBx8.js']
    expect(hashesByLook(names).get('a/page-a-V2NnVH.js')).toBe('V2NnVH')
  })
})

describe('names that hold none', () => {
  it.each([
    'index.html',
    'sw.js',
    'jquery.min.js',
    'bootstrap.bundle.min.js',
    'three.module.js',
    'utf8-decoder.js',
    'html5shiv.js',
    'base64.js',
    'Html5Editor.js',
    'vendor-GoogleMaps.js',
    'es2015-polyfills.js',
    'page-facade.js',
    'logo-20240131.svg',
    'worker-abcdefgh.js',
    'katex0123456.js',
    'v2beta1.js',
  ])('%s', (name) => expect(hashIn(name)).toBeUndefined())

  it('are told from hashes at once, whatever they are', () => {
    expect(hashIn(`app-${'a'.repeat(50)}1AA.js`)).toBe(`${'a'.repeat(50)}1AA`)
    expect(hashIn(`app-${'aB'.repeat(20)}b1Aa.js`)).toBeUndefined()
  })
})
