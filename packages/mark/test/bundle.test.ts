import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { findMarks } from '../src/index.js'
import { buildBrowserBundle } from './browser-bundle.js'

const bundle = await buildBrowserBundle()

test('the browser bundle is at most 7 kB, minified and gzipped', () => {
  const size = gzipSync(bundle, { level: 9 }).length
  console.log(`mark.min.js: ${bundle.length} bytes, ${size} bytes gzipped`)
  expect(size).toBeLessThanOrEqual(7000)
})

test('the browser bundle needs nothing else', () => {
  for (const name of [/\bimport\b/, /\brequire\b/, /\bprocess\./, /\bBuffer\b/, /node:/])
    expect(bundle.toString()).not.toMatch(name)
})

test('neither the bundle nor the sources are taken for marked, or for a place to put a mark', () => {
  const folder = new URL('../src/', import.meta.url)
  const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder)))
  expect(sources.length).toBeGreaterThan(5)
  for (const bytes of [bundle, ...sources]) expect([...findMarks(bytes)]).toEqual([])
})
