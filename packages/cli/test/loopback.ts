/** Servers of a test file, on loopback. They are closed behind each test. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Server as TcpServer } from 'node:net'
import { afterEach } from 'vitest'

export const servers: (Server | TcpServer)[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})

/** @returns the server's address, without a final slash. */
export function listen(server: Server | TcpServer): Promise<string> {
  servers.push(server)
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}

/** Serves on 127.0.0.1, and gives the address without a final slash. */
export const serve = (listener: RequestListener) => listen(createServer(listener))
