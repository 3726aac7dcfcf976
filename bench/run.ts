import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hours } from '../server/lib/clock.ts'
import { casesOf, spreadCases } from './cases.ts'
import { doorText, measureDoor } from './door.ts'
import type { FirstServerOptions } from './first-server.ts'
import { measureIdle } from './idle.ts'
import { measureMetrics, metricsText } from './metrics.ts'
import type { Plan } from './plan.ts'
import { residentMemory } from './process-info.ts'
import type { Findings } from './report.ts'
import { type Figure, runRounds } from './rounds.ts'
import { fillFolder, startServers } from './servers.ts'
import { measureStarts } from './starts.ts'
import { judge } from './verdicts.ts'

/** Beside the project rather than among temporary files: those may be kept in memory. */
const place = join(import.meta.dirname, '../node_modules/.cache/sxncd-bench')

/**
 * Runs the whole bench.
 * @param tell is told what is going on
 * @param first the first server, where it is to be measured too
 */
export async function runBench(
  plan: Plan,
  tell: (text: string) => void,
  first?: FirstServerOptions,
): Promise<Findings> {
  return inPlace((root) => runIn(root, plan, tell, first))
}

/** A bench that was stopped half-way leaves its files behind. */
function removeLeftOvers(): void {
  for (const name of readdirSync(place)) {
    const path = join(place, name)
    const { mtimeMs } = statSync(path)
    if (mtimeMs < Date.now() - hours(1)) rmSync(path, { recursive: true, force: true })
  }
}

/** The WebDAV door alone: it is measured beside other things than the sync. */
export const runDoorBench = (tell: (text: string) => void): Promise<string> =>
  inPlace(async (root) => doorText(await measureDoor(root, tell)))

/** What the figures at /metrics cost. */
export const runMetricsBench = (): Promise<string> =>
  inPlace(async (root) => metricsText(await measureMetrics(root)))

/** Runs `work` with a folder that is gone after it. */
async function inPlace<T>(work: (root: string) => Promise<T>): Promise<T> {
  mkdirSync(place, { recursive: true })
  removeLeftOvers()
  const root = mkdtempSync(join(place, 'run-'))
  try {
    return await work(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function runIn(
  root: string,
  plan: Plan,
  tell: (text: string) => void,
  first: FirstServerOptions | undefined,
): Promise<Findings> {
  tell(`Filling ${plan.slots} slots`)
  const small = await fillFolder(root, plan, plan.active)
  const big = await fillFolder(root, plan, plan.slots)
  // What was filled must not be written to disk while the disk is measured.
  spawnSync('sync')

  tell('Starting hubs')
  const starts = await measureStarts(root, big, plan.starts)

  tell('Leaving a hub alone')
  const idle = await measureIdle(join(root, 'idle'), plan.idleMs)

  const servers = await startServers(root, small, big, tell, first)
  try {
    const figures: Figure[] = []
    for (const size of plan.sizes) {
      tell(`Measuring at ${size / 1_000} kB`)
      figures.push(...(await runRounds(casesOf(plan, servers, size), plan.rounds)))
    }
    tell('Measuring with all slots in use')
    const [size = 0] = plan.sizes
    figures.push(...(await runRounds(spreadCases(plan, servers, size), plan.spread.rounds)))
    const memory = [residentMemory(servers.small.pid), residentMemory(servers.big.pid)] as const
    const verdicts = judge(plan, figures)
    return { plan, fillMs: big.fillMs, verdicts, starts, idle, memoryAfter: memory }
  } finally {
    tell('Cleaning up')
    await servers.stop()
  }
}
