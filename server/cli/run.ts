import { CommanderError } from 'commander'
import { ConfigError } from '../config/config.ts'
import { startProblem } from '../start-problem.ts'
import { FolderInUseError } from '../storage/lock.ts'
import { DataFolderError } from '../storage/lowdb/data-folder-error.ts'
import type { Surroundings } from './context.ts'
import { createProgram } from './program.ts'
import { RefusedError } from './refused-error.ts'

/** What the `sxncd` command exits with; `sxncd --help` says the same. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unknown: 3, folder: 4 } as const

/** Runs one command line. @returns its exit code; never throws */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const err = (text: string) => surroundings.err(printable(text))
  try {
    await createProgram({ ...surroundings, err }).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    // Help and version count as errors there; what is wrong has been printed already.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    err(`${error instanceof RefusedError ? error.message : startProblem(error)}\n`)
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

/** What a terminal would take for a command in a name that somebody else gave, made stripControlChars. */
const printable = (text: string) => text.replace(/(?![\n\t])\p{Cc}/gu, '\ufffd')
