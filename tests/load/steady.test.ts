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
/** The short run is one test among others, on a machine that does all of them at once. */
const longestWait = isFull ? 50 : 2_000

test(
  `${seconds} s of new settings of 10 kB on 64 connections, as fast as they are taken`,
  async () => {
    const { folder, keys, appModules } = await fillFolder(
      await temporaryFolder(),
      { active: slots },
      slots,
    )
    const hub = await startHub(folder, appModules)
    onTestFinished(hub.stop)
    const load = startWorker<LoadJob, LoadResult>(
      new URL('../../bench/load.ts', import.meta.url).href,
    )
    onTestFinished(load.stop)
    const { count, p50, p99 } = await load.ask({
      ...{ port: hub.port, keys, slots, size: 10_000, connections: 64, ms: seconds * 1_000 },
      // Each is on the disk before it is answered.
      action: 'incomingNewer',
    })
    const told = `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`
    figure('load: new settings of 10 kB on 64 connections', count, 0, told)
    expect(count).toBeGreaterThan(slots)
    expect(p99).toBeLessThan(longestWait)
  },
  60_000 + seconds * 3_000,
)
