import { describe, expect, it } from 'vitest'
import { network } from '../../src/collectors/network.js'
import { checkValue } from '../../src/keys/index.js'
import { asking, madeUp, withSignal } from './worlds.js'

/** Tables as Linux 6.1 shows them, proc(5). */
const files = {
  '/proc/net/tcp': `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 31337 1 0000000000000000 100 0 0 10 0
   1: 0201A8C0:A2C4 08080808:01BB 01 00000000:00000000 02:000005A8 00000000     0        0 4242 2 0000000000000000 20 4 30 10 -1
`,
  '/proc/net/tcp6': `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0000000000000000 100 0 0 10 0
`,
  '/proc/net/udp': `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  512: 3500007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 7 2 0000000000000000 0
`,
  '/proc/net/route': `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	0101A8C0	0003	0	0	100	00000000	0	0	0
eth0	0001A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
`,
  '/proc/net/ipv6_route': `fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
`,
  '/proc/net/if_inet6': `00000000000000000000000000000001 01 80 10 80       lo
20010db8000000000000000000000002 02 40 00 80     eth0
fe800000000000000000000000000002 02 40 20 80     eth0
`,
  '/proc/net/dev': `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       2    0    0    0     0          0         0      100       2    0    0    0     0       0          0
  eth0: 9876543   1234    1    2    3     4          5         6   123456     789    7    8    9    10      11         12
`,
  '/proc/net/arp': `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         52:54:00:12:34:56     *        eth0
`,
}
const TABLES = network.keys.filter((key) => key.startsWith('_OP_'))
const collect = (host = madeUp({ files }), wanted: readonly string[] = TABLES) =>
  network.collect(host, withSignal(asking(wanted)[1]))

describe('network', () => {
  it('reads every table of Linux', async () => {
    const { keys } = await collect()
    expect(Object.keys(keys).sort()).toEqual([...TABLES].sort())
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys._OP_TCP_SOCKET_INFO).toEqual([
      ['127.0.0.1', 8080, '0.0.0.0', 0, 'LISTEN', 1000, 31337],
      ['192.168.1.2', 41668, '8.8.8.8', 443, 'ESTABLISHED', 0, 4242],
      [
        '0000:0000:0000:0000:0000:0000:0000:0001',
        22,
        '0000:0000:0000:0000:0000:0000:0000:0000',
        0,
        'LISTEN',
        0,
        99,
      ],
    ])
    expect(keys._OP_UDP_SOCKET_INFO).toEqual([['127.0.0.53', 53, '0.0.0.0', 0, 'UNCONN', 101, 7]])
    expect(keys._OP_IPV4_ROUTES).toEqual([
      ['0.0.0.0', '192.168.1.1', '0.0.0.0', 'eth0', 3, 0, 0, 100, 0, 0, 0],
      ['192.168.1.0', '0.0.0.0', '255.255.255.0', 'eth0', 1, 0, 0, 100, 0, 0, 0],
    ])
    const zero = '0000:0000:0000:0000:0000:0000:0000:0000'
    expect(keys._OP_IPV6_ROUTES).toEqual([
      ['fe80:0000:0000:0000:0000:0000:0000:0000', 64, zero, 0, zero, 'eth0', 1, 1, 0, 256],
    ])
    expect(keys._OP_IPV6_INTERFACES).toEqual({
      lo: ['0000:0000:0000:0000:0000:0000:0000:0001', 1, 128, 16, 128],
      eth0: [
        ...['2001:0db8:0000:0000:0000:0000:0000:0002', 2, 64, 0, 128],
        ...['fe80:0000:0000:0000:0000:0000:0000:0002', 2, 64, 32, 128],
      ],
    })
    expect(keys._OP_IPV4_INTERFACES).toMatchObject({
      eth0: [
        [9876543, 1234, 1, 2, 3, 4, 5, 6],
        [123456, 789, 7, 8, 9, 10, 11, 12],
      ],
    })
    expect(keys._OP_ARP_TABLE).toEqual([['192.168.1.1', 1, 2, '52:54:00:12:34:56', '*', 'eth0']])
  })

  it('leaves out tables without a row and without a file', async () => {
    const host = madeUp({ files: { '/proc/net/arp': files['/proc/net/arp'].split('\n')[0]! } })
    expect((await collect(host)).keys).toEqual({})
  })

  it('tells on other systems what Node knows', async () => {
    const lo = {
      address: '::1',
      netmask: 'ffff::',
      family: 'IPv6',
      mac: '00:00:00:00:00:00',
      internal: true,
      cidr: '::1/128',
      scopeid: 0,
    } as const
    const { keys } = await collect(madeUp({ platform: 'darwin', interfaces: () => ({ lo0: [lo] }) }))
    expect(keys).toEqual({ _OP_IPV6_INTERFACES: { lo0: ['::1', 0, 128] } })
  })

  it('traces a route only if asked, by the system’s program', async () => {
    const output =
      'traceroute to 1.1.1.1 (1.1.1.1), 3 hops max\n 1  10.0.2.2  0.2 ms\n 2  *\n 3  192.0.2.7  9.1 ms\n'
    const host = madeUp({
      files,
      findProgram: (name) => `/usr/bin/${name}`,
      run: async () => ({ code: 0, stdout: Buffer.from(output), stderr: Buffer.alloc(0) }),
    })
    expect((await collect(host)).keys).not.toHaveProperty('_NETWORK_PARTIAL_TRACEROUTE_IPS')
    const { keys } = await collect(host, ['_NETWORK_PARTIAL_TRACEROUTE_IPS'])
    expect(keys).toEqual({ _NETWORK_PARTIAL_TRACEROUTE_IPS: { '1.1.1.1': ['10.0.2.2', '192.0.2.7'] } })
    expect(
      checkValue('_NETWORK_PARTIAL_TRACEROUTE_IPS', keys._NETWORK_PARTIAL_TRACEROUTE_IPS),
    ).toBeUndefined()
  })

  it.runIf(process.platform === 'linux')('reads this machine', async () => {
    const [host, question] = asking(TABLES)
    const { keys } = await network.collect(host, withSignal(question))
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toHaveProperty('_OP_IPV4_INTERFACES')
  })
})
