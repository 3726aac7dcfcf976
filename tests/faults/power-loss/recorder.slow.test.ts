import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { skipReason } from '../scale.ts'
import type { Event } from './events.ts'
import { record } from './replay.ts'

const calls =
  'openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,rename,renameat,renameat2,' +
  'link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate,truncate,symlink,symlinkat,fallocate,' +
  'copy_file_range,sendfile'

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
const why = skipReason(canTrace, 'strace is missing, or may not be used here')

/** What the kernel saw of a folder: `call path`, or `call path to`. */
function callsIn(text: string, root: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line.includes(' = -1 ') || line.includes('resumed>')) return []
    const name = /^\d+ +(\w+)\(/.exec(line)?.[1]
    const paths = [...line.matchAll(/[<"]([^<>"]*)[>"]/g)].map((match) => match[1] ?? '')
    const ours = paths.filter((path) => path === root || path.startsWith(`${root}/`))
    if (!name || ours.length === 0) return []
    if (name === 'openat' && !line.includes('O_CREAT')) return []
    // Strace shows a file twice where it opens it: as it was named, and as what it became.
    return [
      [name === 'openat' ? 'create' : name, ...(name === 'openat' ? ours.slice(0, 1) : ours)].join(
        ' ',
      ),
    ]
  })
}

/** The same of a record. */
function recorded(events: readonly Event[]): string[] {
  const files = new Map<number, string>()
  return events.flatMap((event) => {
    switch (event.kind) {
      case 'create':
        files.set(event.file, event.path)
        return [`create ${event.path}`]
      case 'write':
        return [`write ${files.get(event.file)}`]
      case 'sync-file':
        return [`fsync ${files.get(event.file)}`]
      case 'sync-folder':
        return [`fsync ${event.path}`]
      case 'rename':
      case 'link':
        return [`${event.kind} ${event.path} ${event.to}`]
      case 'make-folder':
        return [`mkdir ${event.path}`]
      case 'remove':
        return [`unlink ${event.path}`]
      case 'remove-folder':
        return [`rmdir ${event.path}`]
      default:
        return []
    }
  })
}

test.runIf(canTrace)(
  `the record is what the kernel saw${why}`,
  async () => {
    const file = join(await temporaryFolder(), 'strace.txt')
    const wrap = ['strace', '-f', '-y', '-s', '0', '-e', `trace=${calls}`, '-o', file]
    const { root, events } = await record('none', 1, wrap)
    // That file stays empty, and SQLite opens it, which the record does not see.
    const isCounted = (call: string) => call !== `mkdir ${root}` && !call.includes('/LOCK.kernel')
    const seen = callsIn(await readFile(file, 'utf8'), root).filter(isCounted)
    const told = recorded(events).filter(isCounted)
    const isSync = (call: string) => call.startsWith('fsync')
    expect(told.filter((call) => !isSync(call))).toEqual(seen.filter((c) => !isSync(c)))
    expect(told.filter(isSync).sort()).toEqual(seen.filter(isSync).sort())
  },
  30_000,
)
