import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { writeAppModules } from './app-modules.ts'
import type { DiskJob } from './bare-disk.ts'
import { fill } from './fill.ts'
import { type FirstServerOptions, startFirstServer } from './first-server.ts'
import { startHub } from './hub-process.ts'
import type { LoadJob, LoadResult } from './load.ts'
import type { Plan } from './plan.ts'
import type { Reading } from './statistics.ts'
import { startWorker } from './worker.ts'

/** A data folder, and the file with its keys. */
export interface Filled {
  readonly folder: string
  readonly keys: string
  readonly slots: number
  readonly appModules: string
  readonly fillMs: number
}

export async function fillFolder(
  root: string,
  plan: Pick<Plan, 'active'>,
  slots: number,
): Promise<Filled> {
  const began = performance.now()
  const appModules = join(root, 'app-modules')
  const apps = writeAppModules(appModules, plan.active)
  const folder = join(root, `data-${slots}`)
  const keys = join(root, `keys-${slots}.json`)
  writeFileSync(keys, JSON.stringify(await fill(folder, apps, slots)))
  return { folder, keys, slots, appModules, fillMs: performance.now() - began }
}

export type Servers = Awaited<ReturnType<typeof startServers>>

/** Everything that is measured, and what measures it, each in a process of its own. */
export async function startServers(
  root: string,
  small: Filled,
  big: Filled,
  tell: (text: string) => void,
  first?: FirstServerOptions,
) {
  const diskFolder = join(root, 'disk')
  mkdirSync(diskFolder)
  const running: { stop(): Promise<void> }[] = []
  const keep = <T extends { stop(): Promise<void> }>(one: T): T => {
    running.push(one)
    return one
  }
  const stop = async () => {
    await Promise.all(running.map((one) => one.stop()))
  }
  try {
    const load = keep(startWorker<LoadJob, LoadResult>('./load.ts'))
    const disk = keep(startWorker<DiskJob, Reading>('./bare-disk.ts'))
    const bare = keep(startWorker<object, number>('./bare-route.ts'))
    const smallHub = keep(await startHub(small.folder, small.appModules))
    const bigHub = keep(await startHub(big.folder, big.appModules))
    const keys = join(root, 'keys-first.json')
    const firstServer =
      first &&
      (await startFirstServer(first, keys, small.slots).then(keep, (error: Error) => {
        tell(`The first server cannot be measured: ${error.message}`)
      }))
    return {
      ...(firstServer && { first: firstServer }),
      load,
      disk: { ...disk, folder: diskFolder },
      bare: { ...bare, port: await bare.ask({}) },
      small: { ...small, ...smallHub },
      big: { ...big, ...bigHub },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
