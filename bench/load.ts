import { performance } from 'node:perf_hooks'
import { Connection } from './connection.ts'
import { slotsOf } from './known-slots.ts'
import { type Reading, reading } from './statistics.ts'
import { UploadRequest } from './upload.ts'
import { serve } from './worker.ts'

export interface LoadJob {
  readonly port: number
  /** A file with the keys of all slots. */
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
  /** CPU time of the generator, in ms. */
  readonly cpuMs: number
}

/** The load generator: each connection sends one upload after the other, as fast as it can. */
serve(async (job: LoadJob): Promise<LoadResult> => {
  const users = await Promise.all(
    Array.from({ length: job.connections }, (_, at) => enter(job, at)),
  )
  try {
    if (job.action === 'none') await Promise.all(users.map((user) => user.prepare()))
    const latencies: number[] = []
    const began = performance.now()
    const [loop, cpu] = [performance.eventLoopUtilization(), process.cpuUsage()]
    await Promise.all(users.map((user) => user.use(began + job.ms, latencies)))
    const { user, system } = process.cpuUsage(cpu)
    return {
      ...reading(latencies, performance.now() - began),
      busy: performance.eventLoopUtilization(loop).utilization,
      cpuMs: (user + system) / 1_000,
    }
  } finally {
    for (const { close } of users) close()
  }
})

/** One connection, with a share of the slots to itself: slots `at`, `at + connections` and so on. */
async function enter({ port, keys, slots, size, action, connections }: LoadJob, at: number) {
  const known = slotsOf(keys)
  const request = new UploadRequest(known.keys[0]?.length ?? 0, size)
  const connection = await Connection.open(port)
  const share = Math.ceil((slots - at) / connections)

  const send = async (slot: number, wanted: LoadJob['action']) => {
    const state = wanted === 'incomingNewer' ? known.next(slot, size) : known.stateOf(slot)
    const { status, tail } = await connection.ask(request.fill(known.keys[slot] ?? '', state))
    if (status === 200 && (wanted === 'echo' || tail.endsWith(`"${wanted}"}`))) return
    throw new Error(`expected ${wanted}, got ${status} ${tail}`)
  }

  return {
    /** `none` needs slots that hold settings of this size already. */
    async prepare() {
      for (let slot = at; slot < slots; slot += connections) {
        if (known.stateOf(slot).size !== size) await send(slot, 'incomingNewer')
      }
    },
    async use(until: number, latencies: number[]) {
      for (let before = performance.now(); before < until; ) {
        await send(at + connections * Math.floor(Math.random() * share), action)
        const after = performance.now()
        latencies.push(after - before)
        before = after
      }
    },
    close: () => connection.close(),
  }
}
