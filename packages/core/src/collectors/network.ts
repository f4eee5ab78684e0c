/**
 * The network as this process sees it. Linux: /proc/net, proc(5). On other systems Node knows the IPv6 addresses of
 * interfaces. Tables without a row are left out.
 */
import type { Dict, Value } from '@chalkmark/mark'
import type { Collector } from './collector.js'
import type { Host } from './host.js'

const TRACEROUTE = '_NETWORK_PARTIAL_TRACEROUTE_IPS'

/** By key, how its table is read. */
const TABLES: Readonly<Record<string, (host: Host) => Value[] | Dict>> = {
  _OP_TCP_SOCKET_INFO: (host) => [...sockets(host, 'tcp'), ...sockets(host, 'tcp6')],
  _OP_UDP_SOCKET_INFO: (host) => [...sockets(host, 'udp'), ...sockets(host, 'udp6')],
  _OP_IPV4_ROUTES: (host) => ipv4Routes(host),
  _OP_IPV6_ROUTES: (host) => ipv6Routes(host),
  _OP_IPV4_INTERFACES: (host) => traffic(host),
  _OP_IPV6_INTERFACES: (host) => ipv6Interfaces(host),
  _OP_ARP_TABLE: (host) => neighbours(host),
}

export const network: Collector = {
  name: 'network',
  keys: [...Object.keys(TABLES), TRACEROUTE],
  async collect(host, { wanted, reproducible, signal }) {
    const keys: Dict = {}
    if (reproducible) return { keys }
    for (const [key, read] of Object.entries(TABLES)) {
      if (!wanted.has(key)) continue
      const table = host.platform === 'linux' ? read(host) : key === '_OP_IPV6_INTERFACES' ? ofNode(host) : []
      if (Object.keys(table).length > 0) keys[key] = table
    }
    if (wanted.has(TRACEROUTE)) {
      const hops = await firstHops(host, signal)
      if (hops.length > 0) keys[TRACEROUTE] = { [PROBED]: hops }
    }
    return { keys }
  },
}

/** The lines of a table in /proc/net, as fields. */
function rows(host: Host, file: string, heads: number): string[][] {
  const lines = (host.readFile(`/proc/net/${file}`)?.toString() ?? '').split('\n').slice(heads)
  return lines.map((line) => line.trim().split(/\s+/)).filter(([first]) => first)
}

/** include/net/tcp_states.h */
const TCP_STATES = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
]

/** Local address and port, remote address and port, state, user id, inode. */
function sockets(host: Host, file: 'tcp' | 'tcp6' | 'udp' | 'udp6'): Value[][] {
  return rows(host, file, 1).map(([, local, remote, state, , , , user, , inode]) => [
    ...endpoint(local!),
    ...endpoint(remote!),
    // A connected UDP socket has the number of an established TCP socket.
    file.startsWith('udp') ? 'UNCONN' : (TCP_STATES[hex(state!)] ?? 'UNKNOWN'),
    Number(user),
    Number(inode),
  ])
}

/** `0100007F:0016`: an address in 32-bit words of the processor's byte order, and a port. */
function endpoint(field: string): [string, number] {
  const [address, port] = field.split(':')
  return [address!.length === 8 ? ipv4(address!) : ipv6(swapped(address!)), hex(port!)]
}

/** All processors that Node runs on, except s390x, are little-endian. */
function swapped(words: string): string {
  return words.replace(/(..)(..)(..)(..)/g, '$4$3$2$1')
}

function ipv4(word: string): string {
  return swapped(word)
    .match(/../g)!
    .map((byte) => hex(byte))
    .join('.')
}

/** All eight groups with their zeros, as the reference program spells it. */
function ipv6(digits: string): string {
  return digits.toLowerCase().match(/..../g)!.join(':')
}

function hex(digits: string): number {
  return Number.parseInt(digits, 16)
}

/** Destination, gateway, netmask, interface, flags, and the kernel's counters and limits. */
function ipv4Routes(host: Host): Value[][] {
  return rows(host, 'route', 1).map(
    ([device, destination, gateway, flags, references, use, metric, mask, ...limits]) => [
      ipv4(destination!),
      ipv4(gateway!),
      ipv4(mask!),
      device!,
      hex(flags!),
      ...[references, use, metric, ...limits].map(Number),
    ],
  )
}

/** Destination and source with the lengths of their prefixes, next hop, interface, flags, the kernel's counters. */
function ipv6Routes(host: Host): Value[][] {
  return rows(host, 'ipv6_route', 0).map(
    ([destination, length, source, sourceLength, hop, metric, references, use, flags, device]) => [
      ipv6(destination!),
      hex(length!),
      ipv6(source!),
      hex(sourceLength!),
      ipv6(hop!),
      device!,
      ...[flags!, references!, use!, metric!].map(hex),
    ],
  )
}

/** Eight counters received, eight sent, by interface. */
function traffic(host: Host): Dict {
  const found: Dict = {}
  for (const line of (host.readFile('/proc/net/dev')?.toString() ?? '').split('\n').slice(2)) {
    const [, name, counters] = /^\s*(\S+?):\s*(.*)$/.exec(line) ?? []
    if (counters === undefined) continue
    const numbers = counters.trim().split(/\s+/).map(Number)
    found[name!] = [numbers.slice(0, 8), numbers.slice(8)]
  }
  return found
}

/**
 * Address, device number, length of the prefix, scope and flags, by interface. An interface with several addresses
 * has these five for each of them.
 */
function ipv6Interfaces(host: Host): Dict {
  const found: Record<string, Value[]> = {}
  for (const [address, device, length, scope, flags, name] of rows(host, 'if_inet6', 0)) {
    found[name!] ??= []
    found[name!]!.push(ipv6(address!), ...[device!, length!, scope!, flags!].map(hex))
  }
  return found
}

/** What Node knows: address, device number and length of the prefix. */
function ofNode(host: Host): Dict {
  const found: Record<string, Value[]> = {}
  for (const [name, addresses] of Object.entries(host.interfaces())) {
    for (const { family, address, cidr, scopeid } of addresses) {
      if (family !== 'IPv6') continue
      found[name] ??= []
      found[name].push(address, scopeid ?? 0, Number(cidr?.split('/')[1] ?? 0))
    }
  }
  return found
}

/** IP address, hardware type, flags, hardware address, mask, interface. */
function neighbours(host: Host): Value[][] {
  return rows(host, 'arp', 1).map(([address, type, flags, hardware, mask, device]) => [
    address!,
    Number(type),
    Number(flags),
    hardware!,
    mask!,
    device!,
  ])
}

/** Cloudflare's resolver, as for the machine's own address. */
const PROBED = '1.1.1.1'

/** The first three hops, of the system's traceroute. It sends packets, so it runs only if its key is asked for by name. */
async function firstHops(host: Host, signal: AbortSignal): Promise<string[]> {
  const program = host.findProgram('traceroute')
  if (!program) throw new Error(`${TRACEROUTE} needs the program traceroute, which is not on the PATH`)
  const { stdout } = await host.run(program, ['-n', '-q', '1', '-w', '1', '-m', '3', PROBED], {
    cwd: '/',
    signal,
  })
  return [...stdout.toString().matchAll(/^ *\d+ +([\d.]+)\s/gm)].map(([, address]) => address!)
}
