import { expect, test } from 'vitest'
import { checkValue } from '../../src/keys/index.js'
import { deploymentId, OF_DEPLOYMENT } from '../../src/report/deployment.js'

const FACTS = {
  _K8S_CLUSTER_ID: 'c0ffee00-1111-2222-3333-444444444444',
  _K8S_POD_NAMESPACE: 'shop',
  _K8S_POD_NAME: 'web-7c9f4d5b6-x2x4z',
  _K8S_POD_CONTAINER_NAME: 'web',
  _K8S_CONTAINER_PORTS: ['8080/TCP'],
  _K8S_CONTAINER_ENV_VAR_HASHES: { MODE: 'ab'.repeat(32) },
  _K8S_CONTAINER_VOLUME_MOUNT_HASHES: { '/etc/app/a.json': 'cd'.repeat(32) },
}
const MARK = '61JK2D-1N6H-H68R-9Q6XH6'
const ARGV = ['node', 'server.js']

test('is the same for the pods of one deployment', () => {
  const id = deploymentId(FACTS, MARK, ARGV)
  expect(id).toMatch(/^[0-9a-f]{64}$/)
  expect(checkValue('_EXEC_DEPLOYMENT_ID', id)).toBeUndefined()
  expect(deploymentId({ ...FACTS, _K8S_POD_NAME: 'web-7c9f4d5b6-other' }, MARK, ARGV)).toBe(id)
  const otherOrder = Object.fromEntries(Object.entries(FACTS).reverse())
  expect(deploymentId(otherOrder, MARK, ARGV)).toBe(id)
})

test('is another one if anything that defines the deployment is', () => {
  const ids = [
    deploymentId(FACTS, MARK, ARGV),
    deploymentId(FACTS, 'AAAAAA-1N6H-H68R-9Q6XH6', ARGV),
    deploymentId(FACTS, MARK, [...ARGV, '--verbose']),
    ...OF_DEPLOYMENT.map((key) => deploymentId({ ...FACTS, [key]: 'other' }, MARK, ARGV)),
  ]
  expect(new Set(ids).size).toBe(3 + OF_DEPLOYMENT.length)
  const { _K8S_CLUSTER_ID: _, ...untold } = FACTS
  expect(ids).not.toContain(deploymentId(untold, MARK, ARGV))
})

test('is nothing outside of a cluster, and without a mark', () => {
  expect(deploymentId({}, MARK, ARGV)).toBeUndefined()
  expect(deploymentId(FACTS, undefined, ARGV)).toBeUndefined()
})
