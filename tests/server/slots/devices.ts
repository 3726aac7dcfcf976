import { Agent, type ClientRequest, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { Hub } from '../../../server/hub.ts'

export interface Answer {
  readonly action: string
  readonly data: string
}

export const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** Sends syncs to a hub over its socket, as devices do: some give up before there is an answer. */
export async function senderOf(hub: Hub, key: string) {
  await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = hub.app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  const slots = hub.store.slots
  const update = slots.update.bind(slots)
  let atWork = 0
  // Who gave up is not told when the hub is done with it.
  slots.update = async (id, work) => {
    atWork += 1
    return update(id, work).finally(() => {
      atWork -= 1
    })
  }
  return {
    /** @param patience how many turns to wait for the answer; for ever unless told */
    async send(body: object, patience?: number): Promise<Answer | undefined> {
      let sent: ClientRequest | undefined
      const answer = new Promise<string>((resolve, reject) => {
        const payload = JSON.stringify(body)
        const headers = {
          authorization: key,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }
        const options = { host: '127.0.0.1', port, agent, method: 'POST', headers }
        sent = request({ ...options, path: '/api/v1/sync/update' }, (reply) => {
          readText(reply).then((text) => {
            if (reply.statusCode === 200) resolve(text)
            else reject(new Error(`${reply.statusCode}: ${text}`))
          }, reject)
        })
        sent.on('error', reject)
        sent.end(payload)
      })
      if (patience === undefined) return JSON.parse(await answer)
      answer.catch(() => {})
      for (let turns = patience; turns > 0; turns -= 1) await nextTurn()
      sent?.destroy()
      return undefined
    },
    /** Resolves when the hub is done with all that it was sent. */
    async idle(): Promise<void> {
      for (let quiet = 0; quiet < 30; quiet += 1) {
        await nextTurn()
        if (atWork > 0) quiet = 0
      }
    },
    close: () => agent.destroy(),
  }
}
