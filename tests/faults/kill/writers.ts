import { Agent, request } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import type { FilesEvent } from '../file-states.ts'
import type { ChildHub } from './child-hub.ts'
import { fileWork } from './file-writers.ts'

/** What was promised by a 200; `at` orders the answers. */
export type Answer =
  | { readonly on: 'sync'; readonly slot: string; readonly text: string; readonly data: string }
  | { readonly on: 'account'; readonly id: string }
  | {
      readonly on: 'key'
      readonly id: string
      readonly account: string
      readonly hint: string
      readonly rotated: boolean
    }
  | { readonly on: 'removal'; readonly id: string }

/** What was asked for and may have happened or not, as no answer came. */
export type Asked = Pick<Extract<Answer, { on: 'key' | 'removal' }>, 'on' | 'id'>

export interface Log {
  readonly answers: Answer[]
  readonly asked: Asked[]
  /** Of files, in order. */
  readonly files: FilesEvent[]
}

export const emptyLog = (): Log => ({ answers: [], asked: [], files: [] })

export interface Slot {
  /** `accountId/app` */
  readonly name: string
  readonly key: string
  readonly keyId: string
}

export type Send = <T>(method: string, path: string, key: string, body: object) => Promise<T>

/** Sends by one connection; throws once the hub is dead. A refusal is an error of the test. */
export function sender(url: string, agent: Agent): Send {
  return async <T>(method: string, path: string, key: string, body: object) => {
    const payload = JSON.stringify(body)
    const headers = {
      authorization: key,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    }
    const { status, text } = await new Promise<{ status: number; text: string }>(
      (resolve, reject) => {
        const sent = request(`${url}${path}`, { method, headers, agent }, (reply) => {
          readText(reply).then((text) => resolve({ status: reply.statusCode ?? 0, text }), reject)
        })
        sent.on('error', reject)
        sent.end(payload)
      },
    )
    if (status !== 200) throw new RefusedError(`${method} ${path}: ${status} ${text}`)
    return JSON.parse(text) as T
  }
}

export class RefusedError extends Error {}

let count = 0

export interface Writers {
  /** How many of the eight make and remove accounts and keys; the others sync. */
  readonly owners: number
  /** How many keep files beside them. */
  readonly files: number
}

/**
 * Eight writers, and those who keep files, who go on until the hub is dead, and log what they were
 * promised.
 */
export async function write(
  hub: ChildHub,
  slots: readonly Slot[],
  log: Log,
  { owners, files }: Writers,
): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const send = sender(hub.url, agent)
  const slotOf = (index: number) => slots[index % slots.length] as Slot
  const workers = Array.from({ length: 8 }, (_, index) =>
    index < owners ? ownerWork(send, hub.token, log) : syncWork(send, slotOf(index), log),
  )
  for (let index = 0; index < files; index += 1) {
    workers.push(fileWork(hub, slotOf(index), log.files))
  }
  const results = await Promise.allSettled(workers)
  agent.destroy()
  for (const result of results) {
    if (result.status === 'rejected' && result.reason instanceof RefusedError) throw result.reason
  }
}

async function syncWork(send: Send, { name, key }: Slot, { answers }: Log): Promise<never> {
  for (;;) {
    count += 1
    const settings = `${count} ${'settings '.repeat(count % 200)}`
    // Some arrive with an older stamp than what is there, and are kept all the same.
    const savedTs = new Date(Date.UTC(2025, 0, 1) + (count % 5 === 0 ? 1 : count) * 1_000)
    const body = { deviceName: `Phone ${count % 3}`, savedTs: savedTs.toISOString(), settings }
    const { data } = await send<{ data: string }>('POST', '/api/v1/sync/update', key, body)
    answers.push({ on: 'sync', slot: name, text: settings, data })
  }
}

interface KeyAnswer {
  readonly key: { readonly id: string; readonly hint: string }
}

/** Makes accounts and keys, gives keys a new text, and removes some of the accounts. */
async function ownerWork(send: Send, token: string, { answers, asked }: Log): Promise<never> {
  for (;;) {
    count += 1
    const name = `Account ${process.pid} ${count}`
    const { account } = await send<{ account: { id: string } }>('POST', '/api/v1/accounts', token, {
      name,
    })
    answers.push({ on: 'account', id: account.id })
    const wish = { account: account.id, app: 'thunder' }
    const made = await send<KeyAnswer>('POST', '/api/v1/keys', token, wish)
    answers.push({ on: 'key', account: account.id, ...pick(made), rotated: false })
    asked.push({ on: 'key', id: made.key.id })
    const path = `/api/v1/keys/${made.key.id}/rotate`
    const rotated = await send<KeyAnswer>('POST', path, token, {})
    answers.push({ on: 'key', account: account.id, ...pick(rotated), rotated: true })
    if (count % 2 === 0) continue
    asked.push({ on: 'removal', id: account.id })
    await send('DELETE', `/api/v1/accounts/${account.id}`, token, { name })
    answers.push({ on: 'removal', id: account.id })
  }
}

const pick = ({ key: { id, hint } }: KeyAnswer) => ({ id, hint })
