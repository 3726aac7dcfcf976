import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

export interface InstanceLock {
  readonly isOurs: boolean
  /** When the first one knows of this start. */
  readonly told: Promise<void>
  release(): void
}

type OnSecond = (argv: string[], folder: string) => void

/** One program a folder: the first has the lock, and hears of those that come later. */
export function takeLock(folder: string, onSecond: OnSecond): InstanceLock {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'SingletonLock')
  const place = placeIn(folder)
  if (!claim(file)) return { isOurs: false, told: tellFirst(place), release() {} }
  rmSync(place, { force: true })
  const server = createServer((socket) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    socket.on('end', () => {
      const { argv, folder: from } = JSON.parse(text)
      onSecond(argv, from)
    })
  })
  server.listen(place).unref()
  const release = () => {
    server.close()
    rmSync(file, { force: true })
  }
  return { isOurs: true, told: Promise.resolve(), release }
}

/** A lock that a killed program left behind counts for nothing. */
function claim(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false
    rmSync(file, { force: true })
    return claim(file)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const tellFirst = (place: string) =>
  new Promise<void>((done, fail) => {
    const socket = connect(place, () => {
      socket.end(JSON.stringify({ argv: process.argv, folder: process.cwd() }), done)
    })
    socket.on('error', fail)
  })

function placeIn(folder: string): string {
  if (process.platform !== 'win32') return join(folder, 'SingletonSocket')
  return `\\\\.\\pipe\\${createHash('sha256').update(folder).digest('hex')}`
}
