import { onTestFinished } from 'vitest'
import { residentMemory } from '../../bench/process-info.ts'
import { startWorker } from '../../bench/worker.ts'
import type { Answers } from './actors.ts'

/** Starts actors in a process of their own. @returns what they were answered */
export function letLoose(script: string, job: object): Promise<Answers> {
  const worker = startWorker<object, Answers>(new URL(script, import.meta.url).href)
  onTestFinished(worker.stop)
  return worker.ask(job)
}

/** Looks at the memory of a process ten times a second. @returns ends it, and gives all in bytes */
export function watchMemory(pid: number): () => readonly number[] {
  const seen: number[] = []
  const watch = setInterval(() => seen.push(residentMemory(pid)), 100)
  return () => {
    clearInterval(watch)
    // Only Linux tells.
    return seen.filter((one) => !Number.isNaN(one))
  }
}
