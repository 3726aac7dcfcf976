import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { startProblem } from '../start-problem.ts'
import { FolderInUseError } from '../storage/lowdb/lock.ts'
import { DataFolderError } from '../storage/lowdb/migrations.ts'
import { RefusedError } from './connect.ts'
import { createProgram, type Surroundings } from './program.ts'

/** What the `sxncd` command exits with; `sxncd --help` says the same. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unknown: 3, folder: 4 } as const

/** Runs one command line. @returns its exit code; never throws */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    await createProgram(surroundings).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    // Help and version count as errors there; what is wrong has been printed already.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    surroundings.err(`${error instanceof RefusedError ? error.message : startProblem(error)}\n`)
    return exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof RefusedError) {
    if (error.status === 404) return exitCodes.unknown
    return error.status === 400 ? exitCodes.usage : exitCodes.failed
  }
  if (error instanceof ConfigError) return exitCodes.usage
  const folder = error instanceof DataFolderError || error instanceof FolderInUseError
  return folder ? exitCodes.folder : exitCodes.failed
}
