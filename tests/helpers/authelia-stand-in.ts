import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const portal = 'https://auth.example.com/'

/** Knows who has its cookie `authelia`, and sends all others to its page. @returns where it is */
export async function startAuthelia(atEnd: (stop: () => void) => void): Promise<string> {
  const server = createServer(({ headers, url }, answer) => {
    const [, person] = /(?:^|; )authelia=(\w+)/.exec(headers.cookie ?? '') ?? []
    if (person) answer.writeHead(200, { 'remote-user': person }).end()
    else answer.writeHead(url?.includes('forward-auth') ? 302 : 401, { location: portal }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    server.close()
    server.closeAllConnections()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
