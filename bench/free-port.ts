import { once } from 'node:events'
import { createServer } from 'node:net'

/** Systems take the ports that they hand out themselves from above these. */
const first = 15_000
const count = 15_000

/**
 * A port of this computer that nobody has, for a program that must be told one. The system gives it to
 * nobody else meanwhile, as it may do with one that it has handed out and got back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * count)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
