/** The machine and its network, when the mark was made and when an operation ran. */
export const host: Readonly<Record<string, string>> = {
  HOST_SYSNAME_WHEN_CHALKED:
    'Name of the operating system that made the mark: `sysname` of uname(2), such as `Linux`.',
  HOST_NODENAME_WHEN_CHALKED: 'Network name of the machine that made the mark: `nodename` of uname(2).',
  HOST_RELEASE_WHEN_CHALKED: 'Kernel release of the machine that made the mark: `release` of uname(2).',
  HOST_VERSION_WHEN_CHALKED: 'Kernel build of the machine that made the mark: `version` of uname(2).',
  HOST_MACHINE_WHEN_CHALKED:
    'Processor architecture of the machine that made the mark: `machine` of uname(2).',
  PUBLIC_IPV4_ADDR_WHEN_CHALKED:
    'Local IPv4 address from which the machine that made the mark reaches the internet. Found without sending anything.',
  PLATFORM_WHEN_CHALKED:
    'Operating system and architecture on which the mark was made, such as `GNU/Linux x86_64`.',
  _OP_PLATFORM: 'Operating system and architecture on which the operation ran.',
  _OP_HOSTNAME: 'Host name of the machine that ran the operation.',
  _OP_HOST_SYSNAME: 'Name of the operating system that ran the operation: `sysname` of uname(2).',
  _OP_HOST_NODENAME: 'Network name of the machine that ran the operation: `nodename` of uname(2).',
  _OP_HOST_RELEASE: 'Kernel release of the machine that ran the operation: `release` of uname(2).',
  _OP_HOST_VERSION: 'Kernel build of the machine that ran the operation: `version` of uname(2).',
  _OP_HOST_MACHINE: 'Processor architecture of the machine that ran the operation: `machine` of uname(2).',
  _OP_PUBLIC_IPV4_ADDR:
    'Local IPv4 address from which the machine that ran the operation reaches the internet.',
  _OP_TCP_SOCKET_INFO:
    "TCP sockets, a row each: local address and port, remote address and port, state, owner's user id, inode. Linux only.",
  _OP_UDP_SOCKET_INFO: 'UDP sockets, a row each with the columns of `_OP_TCP_SOCKET_INFO`. Linux only.',
  _OP_IPV4_ROUTES:
    "IPv4 routing table, a row each: destination, gateway, netmask, interface, then the kernel's counters and limits. Linux only.",
  _OP_IPV6_ROUTES:
    "IPv6 routing table, a row each: destination and source with prefix lengths, next hop, interface, then the kernel's counters. Linux only.",
  _OP_IPV4_INTERFACES: 'Traffic of each network interface: eight counters received, eight sent. Linux only.',
  _OP_IPV6_INTERFACES:
    'IPv6 state of each network interface: device number, prefix length, scope and flags. Linux only.',
  _OP_ARP_TABLE:
    'Neighbours on the local network, a row each: IP address, hardware type, flags, hardware address, mask, interface. Linux only.',
  _OP_CPU_INFO: 'Load averages, running and total processes and the last process id, as text. Linux only.',
  _OP_ALL_PS_INFO:
    'Every visible process by its id: state, parents, times, owners, command line and more. Linux only.',
  _NETWORK_PARTIAL_TRACEROUTE_IPS:
    'First hops from the machine towards the internet, by the address that was probed.',
  _OP_HOSTINFO: 'Kernel build of the machine. Renamed to `_OP_HOST_VERSION` in 0.4.0.',
  _OP_NODENAME: 'Network name of the machine. Renamed to `_OP_HOST_NODENAME` in 0.4.0.',
}
