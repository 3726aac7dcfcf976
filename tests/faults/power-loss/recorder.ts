import { statSync } from 'node:fs'
import { type Call, watcher } from '../calls.ts'
import type { Event } from './events.ts'

/**
 * Records what this process does to files from now on. With one thread in libuv's pool calls are
 * carried out in the order in which they end. A test compares the record with that of strace.
 */
export function startRecording(root: string): Event[] {
  if (process.env.UV_THREADPOOL_SIZE !== '1') throw new Error('UV_THREADPOOL_SIZE must be 1')
  const events: Event[] = []
  const files = new Map<number, number>()
  const folders = new Map<number, string>()
  const known = new Map<string, number>()
  let lastFile = 0
  let lastSync = 0

  const opened = (path: string, flags: string, fd: number) => {
    files.delete(fd)
    folders.delete(fd)
    if (flags === 'wx') {
      lastFile += 1
      files.set(fd, lastFile)
      known.set(path, lastFile)
      events.push({ kind: 'create', path, file: lastFile })
    } else if (flags !== 'r') throw new Error(`not recorded: open with ${flags}`)
    else if (statSync(path).isDirectory()) folders.set(fd, path)
    else files.set(fd, known.get(path) ?? 0)
  }

  const done = (call: Call, result: unknown) => {
    switch (call.name) {
      case 'open':
        opened(call.path, call.flags, fdOf(result))
        break
      case 'write': {
        const data = Buffer.from(call.data).toString('base64')
        events.push({ kind: 'write', file: files.get(call.fd) ?? 0, data })
        break
      }
      case 'rename':
      case 'link': {
        const file = known.get(call.path)
        if (file !== undefined) known.set(call.to, file)
        events.push({ kind: call.name, path: call.path, to: call.to })
        break
      }
      case 'mkdir':
        events.push({ kind: 'make-folder', path: call.path })
        break
      case 'unlink':
        events.push({ kind: 'remove', path: call.path })
        break
      case 'rmdir':
        events.push({ kind: 'remove-folder', path: call.path })
        break
    }
  }

  watcher.root = root
  watcher.call = async (call, carryOut) => {
    if (call.name !== 'fsync') {
      const result = await carryOut()
      done(call, result)
      return result
    }
    lastSync += 1
    const sync = lastSync
    const folder = statSync(call.path, { throwIfNoEntry: false })?.isDirectory()
    events.push(
      folder
        ? { kind: 'sync-folder', path: call.path, sync }
        : { kind: 'sync-file', file: files.get(call.fd) ?? 0, sync },
    )
    const result = await carryOut()
    events.push({ kind: 'synced', sync })
    return result
  }
  return events
}

const fdOf = (opened: unknown) =>
  typeof opened === 'number' ? opened : (opened as { fd: number }).fd
