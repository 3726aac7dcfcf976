import { createMetrics } from '../server/lib/metrics.ts'
import { startHub } from './hub-process.ts'
import type { LoadJob, LoadResult } from './load.ts'
import { cpuTime } from './process-info.ts'
import { fillFolder } from './servers.ts'
import { median } from './statistics.ts'
import { startWorker } from './worker.ts'

/** What the figures of a hub cost. */
export interface MetricsCost {
  /** CPU of one sync, and of counting it, in µs. */
  readonly syncUs: number
  readonly countUs: number
  /** CPU of reading the figures once, in ms. */
  readonly scrapeMs: number
}

/** Prometheus asks four times a minute, unless told otherwise. */
const scrapeEvery = 15_000
const [active, size, connections] = [100, 2_000, 16]

/** Measures what figures cost: counting by itself, reading them on a hub. */
export async function measureMetrics(root: string): Promise<MetricsCost> {
  const filled = await fillFolder(root, { active }, active)
  const hub = await startHub(filled.folder, filled.appModules)
  const load = startWorker<LoadJob, LoadResult>('./load.ts')
  try {
    const job = { port: hub.port, keys: filled.keys, slots: active, size, connections }
    const syncs: number[] = []
    for (let round = 0; round <= 5; round += 1) {
      const before = cpuTime(hub.pid)
      const { count } = await load.ask({ ...job, action: 'none', ms: 2_000 })
      // The first round warms up.
      if (round > 0) syncs.push(((cpuTime(hub.pid) - before) * 1_000) / count)
    }
    return {
      syncUs: median(syncs),
      countUs: countUs(),
      scrapeMs: await scrapeMs(hub.pid, `http://127.0.0.1:${hub.port}/metrics`),
    }
  } finally {
    await Promise.all([load.stop(), hub.stop()])
  }
}

/** What `synced` does, over and over. */
function countUs(): number {
  const metrics = createMetrics()
  const syncs = metrics.counter({ name: 'a_total', help: 'A.', labels: ['app', 'action'] })
  const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  const seconds = metrics.histogram({ name: 'a_seconds', help: 'A.', labels: ['action'] }, bounds)
  const apps = ['obtainium', 'thunder', 'vimium', 'own']
  const actions = ['none', 'created', 'incomingNewer', 'existingNewer']
  const run = (times: number) => {
    const before = process.cpuUsage()
    for (let at = 0; at < times; at += 1) {
      const action = actions[at % 4] ?? ''
      syncs.add(1, apps[(at >> 2) % 4] ?? '', action)
      seconds.observe((at % 100) / 1_000, action)
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / times
  }
  run(100_000)
  return median(Array.from({ length: 5 }, () => run(200_000)))
}

async function scrapeMs(pid: number, url: string): Promise<number> {
  const times = 500
  const read = async () => {
    const reply = await fetch(url)
    if (reply.status !== 200) throw new Error(`${url} answered ${reply.status}`)
    return reply.text()
  }
  for (let at = 0; at < 50; at += 1) await read()
  const before = cpuTime(pid)
  for (let at = 0; at < times; at += 1) await read()
  return (cpuTime(pid) - before) / times
}

/** The outcome, against what was wanted. */
export function metricsText({ syncUs, countUs, scrapeMs }: MetricsCost): string {
  const share = countUs / syncUs + scrapeMs / scrapeEvery
  const percent = (part: number) => `${(part * 100).toFixed(2)} %`
  return [
    `A sync takes ${syncUs.toFixed(0)} µs of CPU, counting it ${countUs.toFixed(2)} µs of that: ${percent(countUs / syncUs)}.`,
    `Reading the figures takes ${scrapeMs.toFixed(2)} ms of CPU; every ${scrapeEvery / 1_000} s that is ${percent(scrapeMs / scrapeEvery)}.`,
    `Together ${percent(share)} at full load; at most 1 % was wanted: ${share <= 0.01 ? 'reached' : 'not reached'}.`,
  ].join('\n')
}
