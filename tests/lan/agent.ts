import { X509Certificate } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { createServer, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { createInterface } from 'node:readline'
import type { TLSSocket } from 'node:tls'
import { pathToFileURL } from 'node:url'
import Bonjour from 'bonjour-service'
import { discover } from '../../client/discover.ts'
import { type SyncOptions, sync } from '../../client/sync.ts'
import { watch } from '../../client/watch.ts'
import { mdnsPort } from '../../server/discovery/mdns-socket.ts'
import { recordsOf } from '../../server/discovery/records.ts'
import { fingerprintOf } from '../../server/tls/certificate.ts'
import { decoded, encoded } from '../server/discovery/packets.ts'

const group = '224.0.0.251'

export interface Call {
  readonly method?: string
  readonly url: string
  readonly authorization?: string
  readonly body?: object
}

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly code: string | undefined
  readonly ms: number
  /** Of the key that the server showed over HTTPS. */
  readonly fingerprint: string | undefined
}

/** What was heard on the network: which service, and whether that was a goodbye. */
export interface Heard {
  readonly name: string
  readonly target: string
  readonly isGoodbye: boolean
}

const call = (asked: Call) =>
  new Promise<Answer>((resolve, reject) => {
    const began = performance.now()
    const request = asked.url.startsWith('https:') ? secureRequest : plainRequest
    const options = {
      method: asked.method ?? 'GET',
      agent: false,
      rejectUnauthorized: false,
      headers: {
        ...(asked.authorization && { authorization: asked.authorization }),
        ...(asked.body && { 'content-type': 'application/json' }),
      },
    }
    const take = (reply: IncomingMessage) => {
      const raw = (reply.socket as TLSSocket).getPeerCertificate?.().raw
      let text = ''
      reply.on('data', (chunk) => {
        text += chunk
      })
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          body: text.startsWith('{') ? JSON.parse(text) : { text },
          code: reply.headers['x-sxncd-error'] as string | undefined,
          ms: performance.now() - began,
          fingerprint: raw && fingerprintOf(new X509Certificate(raw).toString()),
        }),
      )
    }
    request(asked.url, options, take)
      .on('error', reject)
      .end(asked.body && JSON.stringify(asked.body))
  })

let heard: Heard[] = []
let socket: Socket | undefined
/** When each version of a watched slot was heard of, on the clock that both hosts share. */
const told = new Map<number, number>()
const seen = new Map<string, object>()
/** What came to a hub that is none. */
const stolen: string[] = []

/** What the agent of a host can do; arguments and results go as JSON. */
export const agentActions = {
  call,

  /** The same call again and again, some at a time. @returns how often each status came */
  async flood(asked: Call, count: number, atOnce: number) {
    const statuses: Record<string, number> = {}
    let left = count
    const work = async () => {
      while (left-- > 0) {
        const { status } = await call(asked)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    return statuses
  },

  /** How long a call takes, in ms: the middle of so many. */
  async median(asked: Call, count: number) {
    const times: number[] = []
    for (let turn = 0; turn < count; turn += 1) times.push((await call(asked)).ms)
    return times.sort((a, b) => a - b)[Math.floor(count / 2)] ?? 0
  },

  /** Begins to hear what is said by mDNS, without asking anything. */
  async listen(address: string) {
    const opened = createSocket({ type: 'udp4', reuseAddr: true })
    await new Promise<void>((resolve) => opened.bind(mdnsPort, resolve))
    opened.addMembership(group, address)
    opened.setMulticastInterface(address)
    opened.on('message', (bytes) => {
      const packet = decoded(bytes)
      if (packet?.type !== 'response') return
      for (const record of packet.answers) {
        if (record.type !== 'SRV') continue
        const { target } = record.data
        heard.push({ name: record.name, target, isGoodbye: record.ttl === 0 })
      }
    })
    socket = opened
  },

  /** What was heard since the last time. */
  async heard() {
    const now = heard
    heard = []
    return now
  },

  /** Begins to look for hubs, with another implementation of mDNS than the hub's. */
  async browse() {
    const browser = new Bonjour({}, () => {}).find({ type: 'sxncd' })
    browser.on('up', ({ fqdn, host, port, addresses, txt }) => {
      seen.set(fqdn, { host, port, addresses, txt })
    })
    browser.on('down', ({ fqdn }) => seen.delete(fqdn))
  },

  async found() {
    return Object.fromEntries(seen)
  },

  discover: () => discover(),

  /** Syncs. @returns when the answer was there */
  async sync(options: SyncOptions<string>) {
    await sync(options)
    return Date.now()
  },

  /** Opens so many streams of events with each key, and leaves them open. */
  async watch(hub: string, keys: readonly string[], each = 1) {
    const opened = keys.flatMap((key) =>
      Array.from({ length: each }, () => {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        watch({
          ...{ hub, key },
          onChange: ({ version }) => void told.set(version, Date.now()),
          onState: (state, error) => (state === 'open' ? resolve() : reject(error)),
        }).catch(reject)
        return promise
      }),
    )
    await Promise.all(opened)
    return opened.length
  },

  /** When each version was heard of, by its number, in ms. */
  async told() {
    return Object.fromEntries(told)
  },

  /** Pretends to be a hub: takes its name and its port, and notes whatever it is sent. */
  async pretend(name: string) {
    const server = createServer((request, reply) => {
      const { authorization } = request.headers
      if (authorization) stolen.push(authorization)
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        if (body) stolen.push(body)
        const hub = {
          success: true,
          id: crypto.randomUUID(),
          name,
          version: '9.9.9',
          pairing: true,
        }
        reply.setHeader('content-type', 'application/json')
        reply.end(JSON.stringify({ ...hub, data: '', action: 'none' }))
      })
    })
    await new Promise<void>((resolve) => server.listen(9693, resolve))
    new Bonjour({}, () => {}).publish({
      name,
      type: 'sxncd',
      port: 9693,
      txt: { v: '1', path: '/' },
    })
  },

  async stolen() {
    return stolen
  },

  /** Sends packets that are none, or nearly so, and lies about others. */
  async garbage(count: number, victim: { id: string; label: string }) {
    const lie = { id: '00000000-0', name: victim.label, port: 1, txt: { id: victim.id } }
    const sound = encoded({ type: 'response', answers: recordsOf(lie, victim.label, ['10.9.9.9']) })
    let sent = 0
    for (let turn = 0; turn < count; turn += 1) {
      const bytes = turn % 3 === 0 ? Buffer.alloc((turn * 37) % 1_400, turn) : Buffer.from(sound)
      if (turn % 3 === 1) bytes[(turn * 31) % bytes.length] = turn % 256
      if (turn % 50 === 2) {
        // Now and then something that is well-formed and a lie.
        await send(sound)
      } else if (turn % 3 !== 2) {
        await send(bytes)
      } else {
        await send(bytes.subarray(0, (turn * 17) % bytes.length))
      }
      sent += 1
    }
    return sent
  },
}

const send = (bytes: Buffer) =>
  new Promise<void>((resolve) => socket?.send(bytes, mdnsPort, group, () => resolve()))

/** Takes one line of JSON after the other, until nobody asks any more. */
async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { action, args } = JSON.parse(line) as { action: string; args: never[] }
    const act = agentActions[action as keyof typeof agentActions] as (...all: never[]) => unknown
    let answer: object
    try {
      answer = { result: await act(...args) }
    } catch (error) {
      answer = { error: String(error) }
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  }
  process.exit(0)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await serve()
