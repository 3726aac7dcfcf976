import type { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import pino from 'pino'
import type { Config } from '../config/config.ts'
import { createHub } from '../hub.ts'
import { migrationText } from '../storage/lowdb/migration-text.ts'
import { RefusedError } from './refused-error.ts'
import { headersOf, type Reply } from './send.ts'

/** Makes this process the hub of the folder until it is closed. It does not listen. */
export async function openHere(config: Config, tell: (line: string) => void) {
  const hub = await createHub(
    { ...config, rateLimit: false },
    { log: pino({ level: 'silent' }), store: { lock: { unclear: 'refuse' } } },
  )
  if (hub.store.migrated) tell(migrationText(hub.store.migrated))
  for (const { file, problem } of hub.store.status().problems) {
    tell(`A damaged file was set aside: ${file}: ${problem}`)
  }
  return {
    async send(method: string, path: string, body: string | undefined): Promise<Reply> {
      const reply = await hub.app.inject({
        method: method as 'GET',
        url: path,
        headers: headersOf(hub.controlToken, body),
        ...(body !== undefined && { payload: body }),
      })
      return { status: reply.statusCode, text: reply.body }
    },
    async download(path: string): Promise<Readable> {
      const headers = headersOf(hub.controlToken, undefined)
      const reply = await hub.app.inject({ url: path, headers, payloadAsStream: true })
      if (reply.statusCode === 200) return reply.stream()
      const { error } = (await json(reply.stream())) as { error: string }
      throw new RefusedError(error, reply.statusCode)
    },
    close: () => hub.close(),
  }
}
