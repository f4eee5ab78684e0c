import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { reportFolder, reportPath } from '../../src/config/report-path.js'
import { makeTree } from '../disk/tree.js'

test('a path is the project’s own', () => {
  const root = resolve('/srv/app')
  expect(reportPath(undefined, root)).toBe(join(root, 'chalk-report.json'))
  expect(reportPath('build/r.json', root)).toBe(join(root, 'build', 'r.json'))
  expect(reportPath(false, root)).toBeUndefined()
})

test.each([
  ['pnpm', { 'pnpm-workspace.yaml': '' }],
  ['npm, yarn, Bun', { 'package.json': '{ "workspaces": ["packages/*"] }' }],
  ['lerna', { 'lerna.json': '{}' }],
  ['nx', { 'nx.json': '{}' }],
  ['rush', { 'rush.json': '{}' }],
])('a folder is shared by the projects of a workspace of %s', (_, sign) => {
  const projects = ['packages/ui', 'packages/app', 'apps/ui']
  const root = makeTree({
    ...sign,
    ...Object.fromEntries(projects.map((name) => [`${name}/package.json`, '{ "name": "ui" }'])),
  })
  const places = ['.', ...projects].map((name) => reportPath({ dir: 'reports' }, join(root, name)))
  expect(reportFolder({ dir: 'reports' }, join(root, 'packages/ui'))).toBe(join(root, 'reports'))
  expect(reportFolder('build/r.json', root)).toBeUndefined()
  expect(places).toEqual(['.', ...projects].map((name) => join(root, 'reports', name, 'chalk-report.json')))
})

test('without a workspace it is in the repository, or in the project', () => {
  const root = makeTree({ 'a/package.json': '{', 'repository/b/package.json': '{}' })
  mkdirSync(join(root, 'repository', '.git'))
  const place = (name: string) => reportPath({ dir: 'r' }, join(root, name))
  expect(place('repository/b')).toBe(join(root, 'repository', 'r', 'b', 'chalk-report.json'))
  expect(place('a')).toBe(join(root, 'a', 'r', 'chalk-report.json'))
})

test('a folder elsewhere is as it is', () => {
  const elsewhere = resolve('/var/reports')
  const root = makeTree({ 'pnpm-workspace.yaml': '', 'a/b.txt': '' })
  expect(reportPath({ dir: elsewhere }, join(root, 'a'))).toBe(join(elsewhere, 'a', 'chalk-report.json'))
})
