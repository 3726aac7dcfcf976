import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { days } from '../server/clock.ts'
import { Connection } from './connection.ts'
import { filledState } from './filled-state.ts'
import { type Reading, reading } from './statistics.ts'
import { UploadRequest, type UploadState } from './upload.ts'
import { serve } from './worker.ts'

/** The load generator: a process of its own, so that it has a core of its own. */

export interface LoadJob {
  readonly port: number
  /** A file with the keys of all slots as a JSON list. It also names what is known of the slots. */
  readonly keys: string
  /** So many slots from the first one on are used, each by one connection only. */
  readonly slots: number
  readonly size: number
  /** The answer to bring about; `echo` is for the bare route, which keeps nothing. */
  readonly action: 'none' | 'incomingNewer' | 'echo'
  readonly connections: number
  readonly ms: number
}

export interface LoadResult extends Reading {
  /** The share of the time in which the generator was busy: near 1 it is what was measured. */
  readonly busy: number
}

interface Slots {
  readonly keys: readonly string[]
  /** What each slot holds, as far as it differs from what it was filled with. */
  readonly states: Map<number, UploadState>
  /** Stamps only rise, and never reach the present. */
  lastSavedAt: number
}

const known = new Map<string, Slots>()

function slotsOf(file: string): Slots {
  const slots = known.get(file) ?? {
    keys: JSON.parse(readFileSync(file, 'utf8')),
    states: new Map(),
    lastSavedAt: Date.now() - days(10),
  }
  known.set(file, slots)
  return slots
}

serve(async (job: LoadJob): Promise<LoadResult> => {
  const slots = slotsOf(job.keys)
  const keyLength = slots.keys[0]?.length ?? 0
  const users = await Promise.all(
    Array.from({ length: job.connections }, async (_, at) => ({
      at,
      connection: await Connection.open(job.port),
      request: new UploadRequest(keyLength, job.size),
    })),
  )
  type User = (typeof users)[number]
  const stateOf = (slot: number) => slots.states.get(slot) ?? filledState(slot)
  const send = async (user: User, slot: number, action: LoadJob['action']) => {
    let state = stateOf(slot)
    if (action === 'incomingNewer') {
      slots.lastSavedAt += 1
      state = { size: job.size, seed: state.seed + 1, savedAt: slots.lastSavedAt }
      slots.states.set(slot, state)
    }
    const request = user.request.fill(slots.keys[slot] ?? '', state)
    const { status, tail } = await user.connection.ask(request)
    if (status === 200 && (action === 'echo' || tail.endsWith(`"${action}"}`))) return
    throw new Error(`expected ${action}, got ${status} ${tail}`)
  }

  /** `none` needs slots that hold settings of this size already. */
  const prepare = async (user: User) => {
    for (let slot = user.at; slot < job.slots; slot += job.connections) {
      if (stateOf(slot).size !== job.size) await send(user, slot, 'incomingNewer')
    }
  }
  const use = async (user: User, until: number, latencies: number[]) => {
    const share = Math.ceil((job.slots - user.at) / job.connections)
    for (let before = performance.now(); before < until; ) {
      const slot = user.at + job.connections * Math.floor(Math.random() * share)
      await send(user, slot, job.action)
      const after = performance.now()
      latencies.push(after - before)
      before = after
    }
  }

  try {
    if (job.action === 'none') await Promise.all(users.map(prepare))
    const latencies: number[] = []
    const began = performance.now()
    const loop = performance.eventLoopUtilization()
    await Promise.all(users.map((user) => use(user, began + job.ms, latencies)))
    const busy = performance.eventLoopUtilization(loop).utilization
    return { ...reading(latencies, performance.now() - began), busy }
  } finally {
    for (const { connection } of users) connection.close()
  }
})
