import { expect, onTestFinished, test } from 'vitest'
import { startHub } from '../../bench/hub-process.ts'
import type { LoadJob, LoadResult } from '../../bench/load.ts'
import { fillFolder } from '../../bench/servers.ts'
import { startWorker } from '../../bench/worker.ts'
import { figure } from '../helpers/figures.ts'
import { temporaryFolder } from '../helpers/folder.ts'

const isFull = process.env.SECURITY === 'full'
const seconds = isFull ? 60 : 2
const slots = 256
/**
 * Times in ms; where all is new, the disk has its part in them. The short run is one test among others,
 * on a machine that does all of them at once.
 */
const phases = [
  { action: 'none', what: 'nothing new', longestWait: isFull ? 50 : 2_000 },
  { action: 'incomingNewer', what: 'all of it new', longestWait: isFull ? 100 : 2_000 },
] as const

test(
  `${seconds} s of 10 kB on 64 connections, as fast as they are taken: nothing new, and all of it new`,
  async () => {
    const root = await temporaryFolder()
    const { folder, keys, appModules } = await fillFolder(root, { active: slots }, slots)
    const hub = await startHub(folder, appModules)
    onTestFinished(hub.stop)
    const load = startWorker<LoadJob, LoadResult>('./load.ts')
    onTestFinished(load.stop)
    const job = { port: hub.port, keys, slots, size: 10_000, connections: 64 }
    for (const { action, what, longestWait } of phases) {
      // In its first seconds a hub is still compiled.
      await load.ask({ ...job, action, ms: seconds * 50 })
      const sent = await load.ask({ ...job, action, ms: seconds * 1_000 })
      const [rate, p50, p99] = [sent.perSecond, sent.p50, sent.p99].map(Math.round)
      const told = `${rate} a second, p50 ${p50} ms, p99 ${p99} ms`
      figure(`load: 10 kB on 64 connections, ${what}`, sent.count, 0, told)
      expect(sent.count).toBeGreaterThan(slots)
      expect(sent.p99, what).toBeLessThan(longestWait)
    }
  },
  60_000 + seconds * 4_000,
)
