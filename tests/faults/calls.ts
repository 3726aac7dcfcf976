import fs, { promises } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A call that does something to a file or folder, or opens one. */
export type Call =
  | { readonly name: 'open'; readonly path: string; readonly flags: string }
  | {
      readonly name: 'write'
      readonly path: string
      readonly fd: number
      readonly data: Uint8Array
    }
  | { readonly name: 'fsync'; readonly path: string; readonly fd: number }
  | { readonly name: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly name: 'unlink' | 'rmdir' | 'mkdir'; readonly path: string }
  | { readonly name: 'readdir' | 'readFile' | 'stat'; readonly path: string }

/** Stands between the program and the system. */
export interface Watcher {
  /** Only calls on what lies below this folder are shown. */
  root: string
  /** Carries a call out, or does not. */
  call<T>(call: Call, carryOut: () => Promise<T>): Promise<T>
  /** The same for a call that the program waits for on the spot. */
  callNow(call: Call): void
}

/** Until somebody watches, every call goes through. */
export const watcher: Watcher = {
  root: '\0',
  call: (_, carryOut) => carryOut(),
  callNow: () => {},
}

/*
 * This module takes the place of what the program uses of node:fs, so it must be loaded before the
 * program: `node --import`. A call that it does not know is refused, so that nothing escapes.
 */
const real = { ...promises }
const later = { open: promisify(fs.open), write: promisify(fs.write), fsync: promisify(fs.fsync) }
const paths = new Map<number, string>()
const isOurs = (path: unknown): path is string => String(path).startsWith(watcher.root)

const patched = {
  async open(path: string, flags = 'r', mode?: number): Promise<FileHandle> {
    if (!isOurs(path)) return real.open(path, flags, mode)
    const handle = await watcher.call({ name: 'open', path, flags }, () =>
      real.open(path, flags, mode),
    )
    paths.set(handle.fd, path)
    return watched(handle, path)
  },
  async writeFile(path: string, data: string, options: object): Promise<void> {
    if (!isOurs(path)) return real.writeFile(path, data, options)
    const handle = await patched.open(path, 'wx', 0o600)
    await handle.writeFile(Buffer.from(data)).finally(() => handle.close())
  },
  async rename(path: string, to: string): Promise<void> {
    const carryOut = () => real.rename(path, to)
    return isOurs(path) ? watcher.call({ name: 'rename', path, to }, carryOut) : carryOut()
  },
  async link(path: string, to: string): Promise<void> {
    const carryOut = () => real.link(path, to)
    return isOurs(path) ? watcher.call({ name: 'link', path, to }, carryOut) : carryOut()
  },
  async mkdir(path: string, options: { recursive?: boolean } = {}) {
    const carryOut = () => real.mkdir(path, options)
    if (!isOurs(path)) return carryOut()
    // What is there already was not made, and is no news.
    if (options.recursive && fs.existsSync(path)) return undefined
    const made = await watcher.call({ name: 'mkdir', path }, carryOut)
    if (made !== undefined && made !== path) throw new Error('not watched: several folders')
    return made
  },
  async rm(path: string, options: { recursive?: boolean } = {}): Promise<void> {
    if (!isOurs(path)) return real.rm(path, options)
    const found = await real.lstat(path).catch(() => undefined)
    if (found?.isDirectory() && options.recursive) {
      for (const name of await real.readdir(path)) await patched.rm(join(path, name), options)
      await watcher.call({ name: 'rmdir', path }, () => real.rmdir(path))
    } else if (found) {
      await watcher.call({ name: 'unlink', path }, () => real.unlink(path))
    }
  },
}

function watched(handle: FileHandle, path: string): FileHandle {
  const { writeFile, sync } = handle
  const write = (data: Uint8Array) =>
    writeInTwo(handle.fd, path, data, (part) => writeFile.call(handle, part))
  return Object.assign(handle, {
    // Of a file that is written from its start on, both go on where the last one ended.
    writeFile: write,
    appendFile: write,
    sync: () => watcher.call({ name: 'fsync', path, fd: handle.fd }, () => sync.call(handle)),
    ...refusals(['datasync', 'truncate', 'write', 'writev']),
  })
}

/** As two writes, so that the power may fail between them. */
async function writeInTwo(
  fd: number,
  path: string,
  data: Uint8Array,
  write: (part: Uint8Array) => Promise<unknown>,
): Promise<void> {
  const middle = data.length >> 1
  for (const part of [data.subarray(0, middle), data.subarray(middle)]) {
    await watcher.call({ name: 'write', path, fd, data: part }, () => write(part))
  }
}

type Callback = (error: unknown, ...results: unknown[]) => void

/** The same calls in the style of callbacks. */
const callbacks = {
  open(path: string, flags: string, ...rest: [Callback] | [number, Callback]): void {
    const [mode, done] = rest.length === 1 ? [undefined, rest[0]] : rest
    const carryOut = () => later.open(path, flags, mode)
    const opened = isOurs(path) ? watcher.call({ name: 'open', path, flags }, carryOut) : carryOut()
    opened.then((fd) => {
      if (isOurs(path)) paths.set(fd, path)
      else paths.delete(fd)
      done(null, fd)
    }, done)
  },
  write(fd: number, data: Uint8Array, at: number, done: Callback): void {
    const path = paths.get(fd)
    const part = data.subarray(at)
    const write = (piece: Uint8Array) => later.write(fd, piece)
    const written = path === undefined ? write(part) : writeInTwo(fd, path, part, write)
    written.then(() => done(null, part.length, data), done)
  },
  fsync(fd: number, done: Callback): void {
    const path = paths.get(fd)
    const carryOut = () => later.fsync(fd)
    const synced =
      path === undefined ? carryOut() : watcher.call({ name: 'fsync', path, fd }, carryOut)
    synced.then(() => done(null), done)
  },
}

const realNow = { openSync: fs.openSync, closeSync: fs.closeSync }
const onTheSpot = {
  openSync(path: string, flags: string, mode?: number): number {
    if (!isOurs(path)) return realNow.openSync(path, flags, mode)
    if (flags !== 'r') throw new Error(`not watched: openSync with ${flags}`)
    watcher.callNow({ name: 'open', path, flags })
    const fd = realNow.openSync(path, flags)
    paths.set(fd, path)
    return fd
  },
  closeSync(fd: number): void {
    paths.delete(fd)
    realNow.closeSync(fd)
  },
}

/** Calls that only read: they can fail, but leave nothing. */
const reads = Object.fromEntries(
  (['readdir', 'readFile', 'stat'] as const).map((name) => [
    name,
    (path: string, ...all: unknown[]) => {
      const carryOut = () => (real[name] as (...all: unknown[]) => Promise<unknown>)(path, ...all)
      return isOurs(path) ? watcher.call({ name, path }, carryOut) : carryOut()
    },
  ]),
)

function refusals(names: readonly string[], through?: Record<string, unknown>) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...all: unknown[]) => {
        const touches = all.some((one) => isOurs(one) || paths.has(one as number))
        if (through && !touches) return (through[name] as (...all: unknown[]) => unknown)(...all)
        throw new Error(`not watched: ${name}`)
      },
    ]),
  )
}

const others = ['appendFile', 'copyFile', 'cp', 'rmdir', 'symlink', 'truncate', 'unlink']
const othersByFd = ['fdatasync', 'ftruncate', 'writev']
const sync = (names: readonly string[]) => names.map((name) => `${name}Sync`)
/** What programs may use but this one does not. */
const unused = [
  ...[...others, ...othersByFd, 'writeFile', 'rename', 'link', 'rm'],
  ...sync([...others, ...othersByFd, 'writeFile', 'write', 'fsync', 'rename', 'link', 'rm']),
]

function replace(target: object, functions: Record<string, unknown>): void {
  for (const [name, made] of Object.entries(functions)) {
    const before = (target as Record<string, object>)[name] as object
    // Among them is what tells promisify of further results.
    const kept = Object.getOwnPropertySymbols(before)
    for (const key of kept) Object.defineProperty(made, key, { value: before[key as never] })
    Object.assign(target, { [name]: made })
  }
}

replace(promises, { ...patched, ...reads, ...refusals(others, { ...real }) })
replace(fs, { ...callbacks, ...onTheSpot, ...refusals(unused, { ...fs }) })
syncBuiltinESMExports()
