import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageJson, packageUrl } from '../../src/collectors/package.js'
import { runCollectors } from '../../src/collectors/run.js'
import { asking } from './worlds.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chalkmark-package-'))
  mkdirSync(join(folder, '.git'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: unknown) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
}
const collect = (root = folder) => runCollectors([packageJson], ...asking(packageJson.keys, { root }))

describe('packageJson', () => {
  it('gives version and package URL', async () => {
    write('package.json', { name: '@acme/app', version: '1.2.3' })
    expect(await collect()).toEqual({
      keys: { ARTIFACT_VERSION: '1.2.3', PACKAGE_URI: 'pkg:npm/%40acme/app@1.2.3' },
      errors: [],
      failedKeys: {},
    })
  })

  it('takes the nearest one that is more than a module type', async () => {
    write('package.json', { name: 'root', version: '1.0.0', private: true })
    write('packages/app/package.json', '\ufeff{ "name": "app", "version": "2.0.0" }')
    write('packages/app/src/package.json', { type: 'module' })
    mkdirSync(join(folder, 'packages/app/src/deep'))
    expect((await collect(join(folder, 'packages/app/src/deep'))).keys.ARTIFACT_VERSION).toBe('2.0.0')
    expect((await collect(join(folder, 'packages'))).keys).toEqual({ ARTIFACT_VERSION: '1.0.0' })
  })

  it('does not look outside the repository', async () => {
    write('package.json', { name: 'outside', version: '9.0.0' })
    mkdirSync(join(folder, 'inside', '.git'), { recursive: true })
    expect((await collect(join(folder, 'inside'))).keys).toEqual({})
  })

  it('says which file is broken', async () => {
    write('package.json', '{ "name": "app", }')
    const { keys, errors, failedKeys } = await collect()
    expect(keys).toEqual({})
    expect(errors).toEqual([expect.stringContaining(`package: ${join(folder, 'package.json')} is no JSON: `)])
    expect(Object.keys(failedKeys)).toEqual(packageJson.keys)
  })

  it.each(['_authToken=s3cret', `//registry/:_authToken=${'s3cret'.repeat(30)}`, '{ "a": s3cret\n}'])(
    'quotes nothing of %j, which a link can have brought in',
    async (text) => {
      writeFileSync(join(folder, 'package.json'), text)
      const { errors } = await collect()
      expect(errors).toEqual([expect.stringMatching(/is no JSON: \S/)])
      expect(errors!.join()).not.toMatch(/authToken|s3cret/)
    },
  )

  it('ignores values of the wrong kind', async () => {
    write('package.json', '{ "name": 1, "version": ["1"] }')
    expect((await collect()).keys).toEqual({})
    write('package.json', '[]')
    expect((await collect()).keys).toEqual({})
  })
})

describe('packageUrl', () => {
  it.each([
    [{ name: 'app', version: '1.0.0' }, 'pkg:npm/app@1.0.0'],
    [{ name: '@Acme/App', version: '1.0.0-rc.1+build.5' }, 'pkg:npm/%40acme/app@1.0.0-rc.1%2Bbuild.5'],
    [{ name: 'old~name!(1)', version: '1.0.0' }, 'pkg:npm/old~name%21%281%29@1.0.0'],
    [{ name: 'app' }, 'pkg:npm/app'],
    [
      { name: '@acme/app', version: '1.0.0', publishConfig: { access: 'public' } },
      'pkg:npm/%40acme/app@1.0.0',
    ],
    [
      { name: 'app', version: '1.0.0', publishConfig: { registry: 'https://user:token@npm.example.com/a/' } },
      'pkg:npm/app@1.0.0?repository_url=https:%2F%2Fnpm.example.com%2Fa%2F',
    ],
    [{ name: 'app', version: '1.0.0', private: false }, 'pkg:npm/app@1.0.0'],
    [{ name: 'app', version: '1.0.0', private: true }, undefined],
    [{ name: 'app', version: '1.0.0', publishConfig: { access: 'restricted' } }, undefined],
    [{ version: '1.0.0' }, undefined],
  ])('%o', (manifest, expected) => {
    expect(packageUrl(manifest)).toEqual(expected && { address: expected })
  })
})
