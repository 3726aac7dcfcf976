import { setTimeout } from 'node:timers/promises'
import type { LoadResult } from './load.ts'
import { cpuTime, machineTime } from './process-info.ts'
import { median, type Reading } from './statistics.ts'

/** One thing to measure. */
export interface Case {
  readonly name: string
  /** The process that does the work. */
  readonly pid: number
  readonly ms: number
  /** A pause after it, for what the process does late. */
  readonly restMs?: number
  run(ms: number): Promise<Reading | LoadResult>
}

/** What a case came to: medians over its rounds. */
export interface Figure {
  readonly name: string
  readonly perSecond: number
  /** How long a request took, in ms. */
  readonly p50: number
  readonly p99: number
  /** CPU time of the process for one request, in µs; NaN where the system does not tell. */
  readonly cpuUs: number
  /** How busy the load generator was, from 0 to 1. */
  readonly busy: number
  /** The share of all cores that neither the process nor the generator used, from 0 to 1. */
  readonly others: number
  /** Requests a second in each round. */
  readonly rounds: readonly number[]
  /** Why it could not be measured to the end. */
  readonly problem?: string
}

type Sample = Omit<Figure, 'name' | 'rounds' | 'problem'>

/**
 * Runs all cases once a round, so that a noisy moment of the machine meets all of them; every other
 * round runs backwards, so that none is always the one after another. A first, short round does
 * not count.
 */
export async function runRounds(cases: readonly Case[], rounds: number): Promise<Figure[]> {
  const samples = new Map<Case, Sample[]>(cases.map((one) => [one, []]))
  const problems = new Map<Case, string>()
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of round % 2 === 0 ? cases : cases.toReversed()) {
      if (problems.has(one)) continue
      try {
        const sample = await runOnce(one, round === 0 ? one.ms / 3 : one.ms)
        if (round > 0) samples.get(one)?.push(sample)
      } catch (error) {
        problems.set(one, (error as Error).message)
      }
    }
  }
  return [...samples].map(([one, list]) => summary(one.name, list, problems.get(one)))
}

async function runOnce({ run, pid, restMs = 0 }: Case, ms: number): Promise<Sample> {
  const [before, machine] = [cpuTime(pid), machineTime()]
  const result = await run(ms)
  const [after, machineAfter] = [cpuTime(pid), machineTime()]
  const load = 'busy' in result ? result : { busy: 0, cpuMs: 0 }
  const ours = after - before + load.cpuMs
  const others = (machineAfter.used - machine.used - ours) / (machineAfter.all - machine.all)
  await setTimeout(restMs)
  return {
    ...{ perSecond: result.perSecond, p50: result.p50, p99: result.p99 },
    ...{ cpuUs: ((after - before) * 1_000) / result.count, busy: load.busy },
    others: Math.max(0, others),
  }
}

function summary(name: string, list: readonly Sample[], problem: string | undefined): Figure {
  const middle = (pick: (one: Sample) => number) => median(list.map(pick))
  return {
    name,
    rounds: list.map(({ perSecond }) => perSecond),
    perSecond: middle(({ perSecond }) => perSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    cpuUs: middle(({ cpuUs }) => cpuUs),
    busy: middle(({ busy }) => busy),
    others: middle(({ others }) => others),
    ...(problem !== undefined && { problem }),
  }
}
