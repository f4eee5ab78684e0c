/** Which of this machine's IPv4 addresses reaches the internet. */
import { createSocket } from 'node:dgram'

/**
 * Asks the kernel's routing table: connecting a UDP socket to Cloudflare's resolver picks the local address without
 * sending a packet.
 * @returns undefined where no route leads out.
 */
export function publicIpv4Address(signal: AbortSignal): Promise<string | undefined> {
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
