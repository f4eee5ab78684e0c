/** Google's metadata server. */
import { serving } from '../metadata-server.js'

/** As cloud.google.com/compute/docs/metadata/predefined-metadata-keys has it. */
export const INSTANCE = {
  attributes: {
    'cluster-name': 'prod',
    'startup-script': '#!/bin/sh\nexport DB=hunter2xyz',
    'ssh-keys': 'jane:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 jane',
  },
  hostname: 'web-1.c.shop.internal',
  id: 555123123123123,
  machineType: 'projects/123456789/machineTypes/n1-standard-1',
  networkInterfaces: [
    { accessConfigs: [{ externalIp: '203.0.113.25', type: 'ONE_TO_ONE_NAT' }], ip: '10.128.0.2' },
  ],
  serviceAccounts: { default: { email: '123456789-compute@developer.gserviceaccount.com', scopes: [] } },
  tags: ['http-server'],
  zone: 'projects/123456789/zones/us-central1-a',
}
const PROJECT = {
  attributes: { 'ssh-keys': 'jane:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 jane' },
  numericProjectId: 123456789,
  projectId: 'shop',
}

/** Answers on loopback, until the file's tests are done. */
export const googleService = () =>
  serving(({ headers }, path) => {
    if (headers['metadata-flavor'] !== 'Google') return 403
    return path.startsWith('/computeMetadata/v1/instance/') ? INSTANCE : PROJECT
  })
