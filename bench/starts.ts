import { join } from 'node:path'
import { startHub } from './hub-process.ts'
import { residentMemory } from './process-info.ts'
import type { Filled } from './servers.ts'
import { median } from './statistics.ts'

/** How a hub starts: medians. */
export interface StartFigure {
  readonly name: string
  readonly readyMs: number
  readonly memory: number
  readonly wantedMs: number
  readonly wantedMemory: number
}

const mB = 1_000_000

/** Starts an empty hub and a filled one, in turns. */
export async function measureStarts(root: string, big: Filled, times: number) {
  const started = { empty: [] as Start[], big: [] as Start[] }
  for (let time = 0; time < times; time += 1) {
    started.empty.push(await startOnce(join(root, `empty-${time}`)))
    started.big.push(await startOnce(big.folder, big.appModules))
  }
  const slots = big.slots.toLocaleString('en')
  return [
    startFigure('an empty hub', started.empty, 700, 100 * mB),
    startFigure(`a hub with ${slots} slots`, started.big, 3_000, 300 * mB),
  ]
}

interface Start {
  readonly readyMs: number
  readonly memory: number
}

async function startOnce(folder: string, appModules?: string): Promise<Start> {
  const hub = await startHub(folder, appModules)
  const memory = residentMemory(hub.pid)
  await hub.stop()
  return { readyMs: hub.startMs, memory }
}

const startFigure = (
  name: string,
  starts: readonly Start[],
  wantedMs: number,
  wantedMemory: number,
): StartFigure => ({
  name,
  readyMs: median(starts.map(({ readyMs }) => readyMs)),
  memory: median(starts.map(({ memory }) => memory)),
  wantedMs,
  wantedMemory,
})
