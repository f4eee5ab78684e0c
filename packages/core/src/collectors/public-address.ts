/** Which of this machine's IPv4 addresses reaches the internet. */

/**
 * Asks the kernel's routing table: connecting a UDP socket to Cloudflare's resolver picks the local address without
 * sending a packet.
 * @returns undefined where no route leads out.
 */
export async function publicIpv4Address(signal: AbortSignal): Promise<string | undefined> {
  // Few reports want the address, and loading sockets and name resolution takes as long as asking git.
  const { createSocket } = await import('node:dgram')
  if (signal.aborted) return undefined
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const finish = (address?: string) => {
      signal.removeEventListener('abort', abort)
      socket.close()
      resolve(address === '0.0.0.0' ? undefined : address)
    }
    const abort = () => finish()
    // No route, no network, no permission: all mean that there is no such address.
    socket.once('error', () => finish())
    signal.addEventListener('abort', abort, { once: true })
    socket.connect(53, '1.1.1.1', () => finish(socket.address().address))
  })
}
