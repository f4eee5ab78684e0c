/** The instance metadata service of EC2, version 2, with all that its documentation has examples of. */
import { type Reply, serving } from '../metadata-server.js'

export const DOCUMENT = {
  accountId: '123456789012',
  architecture: 'x86_64',
  availabilityZone: 'us-west-2b',
  imageId: 'ami-5fb8c835',
  instanceId: 'i-1234567890abcdef0',
  instanceType: 't2.micro',
  privateIp: '10.158.112.84',
  region: 'us-west-2',
}
const MAC = '0e:49:61:0f:c3:11'
/** The session's token and the credentials, none of which may be seen anywhere. */
export const SECRETS = [
  'AQAEAFlxsessiontoken==',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE',
  'IQoJb3JpZ2luX2VjTOKEN',
]

/** All categories of docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html that have a key. */
const META: Record<string, Reply> = {
  'ami-id': 'ami-5fb8c835',
  'ami-launch-index': '0',
  'ami-manifest-path': '(unknown)',
  'ancestor-ami-ids': 'ami-1a2b3c4d',
  'autoscaling/target-lifecycle-state': 'InService',
  'block-device-mapping/ami': '/dev/xvda',
  'block-device-mapping/root': '/dev/xvda',
  'block-device-mapping/swap': 'sda2',
  'events/maintenance/history': [{ Code: 'system-reboot', State: 'completed' }],
  'events/maintenance/scheduled': [{ Code: 'system-reboot', State: 'active' }],
  'events/recommendations/rebalance': { noticeTime: '2020-11-05T08:22:00Z' },
  hostname: 'ip-10-158-112-84.us-west-2.compute.internal',
  'iam/info': { Code: 'Success', InstanceProfileId: 'AIPAEXAMPLE' },
  'identity-credentials/ec2/info': { Code: 'Success', AccountId: '123456789012' },
  'identity-credentials/ec2/security-credentials/ec2-instance': {
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: 'ASIA12345678901',
    SecretAccessKey: SECRETS[1],
    Token: SECRETS[2],
    Expiration: '2026-11-30T12:00:00Z',
  },
  'instance-action': 'none',
  'instance-id': 'i-1234567890abcdef0',
  'instance-life-cycle': 'on-demand',
  'instance-type': 't2.micro',
  ipv6: '2001:db8::1',
  'kernel-id': 'aki-5c21674b',
  'local-hostname': 'ip-10-158-112-84.us-west-2.compute.internal',
  'local-ipv4': '10.158.112.84',
  mac: MAC,
  'metrics/vhostmd': '<?xml version="1.0"?>',
  [`network/interfaces/macs/${MAC}/interface-id`]: 'eni-0f95d3625f5c521cc',
  [`network/interfaces/macs/${MAC}/security-group-ids`]: 'sg-0b07f8f6cb485d4df',
  [`network/interfaces/macs/${MAC}/subnet-id`]: 'subnet-0ac62554',
  [`network/interfaces/macs/${MAC}/vpc-id`]: 'vpc-d295a6a7',
  'placement/availability-zone': 'us-west-2b',
  'placement/availability-zone-id': 'usw2-az1',
  'placement/group-name': 'a-placement-group',
  'placement/host-id': 'h-0da999999f9999fb9',
  'placement/partition-number': '1',
  'placement/region': 'us-west-2',
  'product-codes': '3iplms73etrdhxdepv72l6ywj',
  'public-hostname': 'ec2-203-0-113-25.us-west-2.compute.amazonaws.com',
  'public-ipv4': '203.0.113.25',
  'public-keys/0/openssh-key': 'ssh-rsa AAAAB3NzaC1yc2E my-public-key',
  'ramdisk-id': 'ari-01bb5768',
  'reservation-id': 'r-046cb3eca3e201d2f',
  'security-groups': 'default\nweb',
  'services/domain': 'amazonaws.com',
  'services/partition': 'aws',
  'spot/instance-action': '{"action": "terminate", "time": "2026-11-30T08:22:00Z"}',
  'spot/termination-time': '2026-11-30T08:22:00Z',
  'tags/instance': 'Name\nteam name',
  'tags/instance/Name': 'web-1',
  'tags/instance/team name': 'shop',
}
const DYNAMIC: Record<string, Reply> = {
  'instance-identity/document': DOCUMENT,
  'instance-identity/pkcs7': 'MIICiTCCAfICCQD6m7oRw0uXOjANBgkq',
  'instance-identity/signature': 'dExamplesjNQhhJan7pORLpLSr7lJEF4',
  'fws/instance-monitoring': 'disabled',
}

/** Answers on loopback, until the file's tests are done. */
export const instanceService = () =>
  serving(({ method, headers }, path) => {
    if (path === '/latest/api/token') return method === 'PUT' ? SECRETS[0]! : 405
    if (headers['x-aws-ec2-metadata-token'] !== SECRETS[0]) return 401
    const [, kind, rest] = /^\/latest\/(meta-data|dynamic)\/(.*)$/.exec(path) ?? []
    return (kind === 'meta-data' ? META : DYNAMIC)[rest!] ?? 404
  })
