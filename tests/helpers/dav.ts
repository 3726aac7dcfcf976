import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { expect } from 'vitest'
import type { FileHead } from '../../server/storage/store.ts'
import { keyFor, type TestHub, type TestHubOptions, testHub } from './hub.ts'
import { type DavResource, resourcesIn } from './multistatus.ts'

/** A hub that listens on this machine, and a key for the files of one app. */
export interface DavHub extends TestHub {
  /** Such as http://127.0.0.1:34567 */
  readonly origin: string
  readonly key: string
  client(options?: ClientOptions): DavClient
  /** What the hub has of a file, also of one that was deleted; undefined where it has nothing. */
  kept(path: string): Promise<FileHead | undefined>
}

export interface ClientOptions {
  /** The user name of Basic; the hub takes it for the name of the device. */
  readonly user?: string
  readonly key?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** The client sends its credentials only once it was refused without: with each request anew. */
  readonly afterRefusal?: boolean
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  /** A list is sent in chunks, without a Content-Length. */
  readonly body?: string | Buffer | readonly (string | Buffer)[]
}

export interface DavReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The names of the headers as they were written on the wire. */
  readonly headerNames: readonly string[]
  readonly bytes: Buffer
  readonly text: string
  /** What a 207 lists. */
  readonly resources: readonly DavResource[]
}

/** One request and the status that the client needs. */
export type Step = readonly [method: string, path: string, status: number, sent?: Sent]

export interface DavClient {
  /** Sends a request just as it is written here. */
  ask(method: string, path: string, sent?: Sent): Promise<DavReply>
  /** Sends requests one after the other. @returns the answers */
  play(...steps: readonly Step[]): Promise<DavReply[]>
  /** As `play`, for one request. */
  step(...step: Step): Promise<DavReply>
}

export async function davHub(app = 'thunder', options: TestHubOptions = {}): Promise<DavHub> {
  const test = await testHub(options)
  const key = await keyFor(test.hub, app)
  const origin = (await test.hub.listen()).replace(/\/$/, '')
  return {
    ...test,
    origin,
    key,
    client: (wish = {}) => clientOf(origin, { key, ...wish }),
    async kept(path) {
      const [account] = await test.hub.store.accounts.list()
      return (await test.hub.store.slots.files({ accountId: account?.id ?? '', app })).get(path)
    },
  }
}

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

function clientOf(origin: string, options: ClientOptions): DavClient {
  const { user = 'Pixel', key = '', headers = {}, afterRefusal = false } = options
  const authorization = basic(user, key)
  const ask = async (method: string, path: string, sent: Sent = {}) => {
    const own = { ...headers, ...sent.headers }
    if (afterRefusal) {
      const refused = await send(origin, method, path, { ...sent, headers: own })
      expect([method, path, refused.status]).toEqual([method, path, 401])
      expect(refused.headers['www-authenticate']).toMatch(/^Basic realm="/)
    }
    return send(origin, method, path, { ...sent, headers: { authorization, ...own } })
  }
  const step = async (...[method, path, status, sent]: Step) => {
    const reply = await ask(method, path, sent)
    expect([method, path, reply.status, reply.status < 400 || reply.text]).toEqual([
      method,
      path,
      status,
      expect.anything(),
    ])
    return reply
  }
  const play = async (...steps: readonly Step[]) => {
    const replies: DavReply[] = []
    for (const one of steps) replies.push(await step(...one))
    return replies
  }
  return { ask, play, step }
}

/** One request on a connection of its own, so that what a client does is all that is on the wire. */
export function send(origin: string, method: string, path: string, { headers, body }: Sent = {}) {
  return new Promise<DavReply>((resolve, reject) => {
    const request = httpRequest(origin, { method, path, headers: { ...headers }, agent: false })
    request.on('error', reject)
    request.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('error', reject)
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const bytes = Buffer.concat(parts)
        const text = bytes.toString('utf8')
        const status = response.statusCode ?? 0
        resolve({
          status,
          headers: response.headers,
          headerNames: response.rawHeaders.filter((_, index) => index % 2 === 0),
          bytes,
          text,
          resources: status === 207 ? resourcesIn(text) : [],
        })
      })
    })
    if (Array.isArray(body)) for (const part of body) request.write(part)
    request.end(Array.isArray(body) ? undefined : body)
  })
}

/** A full address, as clients write it into `Destination`. */
export const urlOf = ({ origin }: DavHub, path: string) => `${origin}${path}`
