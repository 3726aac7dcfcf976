import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type Logger } from 'pino'

/** Beyond this a new file is begun; the one before is kept. */
const mostBytes = 5 * 1024 ** 2

/** The log of an installed program: nobody sees what it prints. @param file undefined prints it */
export function openLog(file: string | undefined, level: string, most = mostBytes): Logger {
  if (!file) return pino({ level })
  mkdirSync(dirname(file), { recursive: true })
  return pino({ level }, createRotating(file, most))
}

/** A file that takes lines at once, so that the last ones before a crash are there. */
function createRotating(file: string, most: number) {
  const open = () => openSync(file, 'a', 0o600)
  let size = sizeOf(file)
  let target: number | undefined

  const rotate = () => {
    if (target !== undefined) closeSync(target)
    target = undefined
    size = 0
    renameSync(file, `${file}.old`)
  }

  return {
    write(line: string) {
      // What cannot be logged, such as on a full disk, must not stop the program.
      attempt(() => {
        if (size > most) attempt(rotate)
        target ??= open()
        writeSync(target, line)
        size += Buffer.byteLength(line)
      })
    },
  }
}

function attempt(step: () => void): void {
  try {
    step()
  } catch {}
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
