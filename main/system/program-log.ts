import { mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type Logger } from 'pino'

/** Beyond this a new file is begun; the one before is kept. */
const mostBytes = 5 * 1024 ** 2

/** The log of an installed program: nobody sees what it prints. @param file undefined prints it */
export function openLog(file: string | undefined, level: string): Logger {
  if (!file) return pino({ level })
  mkdirSync(dirname(file), { recursive: true })
  if (sizeOf(file) > mostBytes) renameSync(file, `${file}.old`)
  // At once, so that the last lines before a crash are there.
  return pino({ level }, pino.destination({ dest: file, append: true, mode: 0o600, sync: true }))
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
