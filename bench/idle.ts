import { setTimeout } from 'node:timers/promises'
import { startHub } from './hub-process.ts'
import { cpuTime, wakeUps } from './process-info.ts'

/** What a hub does that nobody asks for anything. */
export interface IdleFigure {
  readonly ms: number
  /** CPU time of the process, in ms; NaN where the system does not tell. */
  readonly cpuMs: number
  /** How often a thread of it was woken; NaN where the system does not tell. */
  readonly wakeUps: number
}

/** What a hub does late after its start is not idleness. */
const settleMs = 2_000

/** Leaves an empty hub alone. */
export async function measureIdle(folder: string, ms: number): Promise<IdleFigure> {
  const { pid, stop } = await startHub(folder)
  try {
    await setTimeout(Math.min(settleMs, ms))
    const [cpu, woken] = [cpuTime(pid), wakeUps(pid)]
    await setTimeout(ms)
    return { ms, cpuMs: cpuTime(pid) - cpu, wakeUps: wakeUps(pid) - woken }
  } finally {
    await stop()
  }
}
