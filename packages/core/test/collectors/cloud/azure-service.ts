/** Azure's instance metadata service. */
import { serving } from '../metadata-server.js'

/** The fields of learn.microsoft.com/azure/virtual-machines/instance-metadata-service that matter here. */
export const INSTANCE = {
  compute: {
    azEnvironment: 'AZUREPUBLICCLOUD',
    customData: 'aHVudGVyMnh5eg==',
    location: 'westus',
    name: 'examplevmname',
    publicKeys: [{ keyData: 'ssh-rsa 0', path: '/home/user/.ssh/authorized_keys0' }],
    subscriptionId: 'xxxxxxxx-xxxxx-xxx-xxx-xxxx',
    tagsList: [
      { name: 'team', value: 'shop' },
      { name: 'db password', value: 'hunter2xyz' },
    ],
    userData: 'aHVudGVyMnh5eg==',
    vmId: '02aab8a4-74ef-476e-8182-f6d2ba4166a6',
    vmSize: 'Standard_A3',
  },
  network: {
    interface: [
      { ipv4: { ipAddress: [{ privateIpAddress: '10.144.133.132', publicIpAddress: '203.0.113.25' }] } },
    ],
  },
}

/** Answers on loopback, until the file's tests are done. */
export const azureService = () => serving(({ headers }) => (headers.metadata === 'true' ? INSTANCE : 400))
