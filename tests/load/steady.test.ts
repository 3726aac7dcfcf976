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
 * In ms. Where all is new, the disk has its part in it. The short run is one test among others, on a
 * machine that does all of them at once.
 */
const longestWait = isFull
  ? { none: 50, incomingNewer: 100 }
  : { none: 2_000, incomingNewer: 2_000 }

test(
  `${seconds} s of 10 kB on 64 connections, as fast as they are taken: nothing new, and all of it new`,
  async () => {
    const root = await temporaryFolder()
    const { folder, keys, appModules } = await fillFolder(root, { active: slots }, slots)
    const hub = await startHub(folder, appModules)
    onTestFinished(hub.stop)
    const script = new URL('../../bench/load.ts', import.meta.url).href
    const load = startWorker<LoadJob, LoadResult>(script)
    onTestFinished(load.stop)
    const job = { port: hub.port, keys, slots, size: 10_000, connections: 64 }
    for (const action of ['none', 'incomingNewer'] as const) {
      // In its first seconds a hub is still compiled.
      await load.ask({ ...job, action, ms: seconds * 50 })
      const sent = await load.ask({ ...job, action, ms: seconds * 1_000 })
      const [rate, p50, p99] = [sent.perSecond, sent.p50, sent.p99].map(Math.round)
      const told = `${rate} a second, p50 ${p50} ms, p99 ${p99} ms`
      figure(`load: 10 kB on 64 connections, ${action}`, sent.count, 0, told)
      expect(sent.count).toBeGreaterThan(slots)
      expect(sent.p99, action).toBeLessThan(longestWait[action])
    }
  },
  60_000 + seconds * 4_000,
)
