import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  FolderInUseError,
  findHolder,
  type LockOptions,
  takeLock,
} from '../../../server/storage/lock.ts'
import { type LockRecord, readLock, self } from '../../../server/storage/lock-record.ts'
import { heartbeatMs } from '../../../server/storage/lock-watch.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const place = async () => join(await temporaryFolder(), 'LOCK')
/** Of a process that was last heard of in a tenth of the time that it may be silent. */
const everyMs = 100
const stale: LockRecord = {
  ...{ instance: 'gone', ...self(), boot: 'boot-before', host: 'attic', everyMs },
}
/** A file system that several machines share, each with locks of its own, or none. */
const shared: LockOptions = { everyMs, hasKernelLocks: false }
/** What there is besides a lock that is held. */
const alone = ['LOCK', 'LOCK.kernel']

async function take(path: string, onLost = () => {}, options: LockOptions = {}) {
  const lock = await takeLock(path, onLost, options)
  onTestFinished(() => lock.release())
  return lock
}

interface Taker {
  readonly child: ChildProcessWithoutNullStreams
  readonly said: string[]
}

/** Starts a process that takes the lock once it is told to. */
async function taker(path: string, options: LockOptions = {}): Promise<Taker> {
  const program = join(import.meta.dirname, 'take-lock.ts')
  const child = spawn(process.execPath, [program, path, JSON.stringify(options)])
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  child.stdout.on('data', (chunk) => said.push(...String(chunk).trim().split('\n')))
  await expect.poll(() => said, { timeout: 10_000 }).toEqual(['waiting'])
  return { child, said }
}

const answer = async ({ child, said }: Taker) => {
  child.stdin.write('go\n')
  await expect.poll(() => said.at(-1), { timeout: 10_000 }).not.toBe('waiting')
  return said.at(-1)
}

test('a folder is taken once, and again when it was released', async () => {
  const path = await place()
  const first = await takeLock(path, () => {})
  const begun = performance.now()
  await expect(takeLock(path, () => {})).rejects.toThrow(FolderInUseError)
  expect(performance.now() - begun).toBeLessThan(2_000)
  await first.release()
  expect(await readdir(dirname(path))).toEqual(['LOCK.kernel'])
  await take(path)
})

test('who finds the folder taken is told by whom, and what to do', async () => {
  const path = await place()
  await take(path)
  const error = await takeLock(path, () => {}).catch((e) => e)
  expect(error.message).toContain(`process ${process.pid} on ${self().host}`)
  expect(error.message).toContain('Stop that hub first')
  expect(error.message).not.toMatch(/remove|delete/)
})

test('what a crash left is taken over, with all that lay about', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  await writeFile(`${path}.0000.tmp`, '')
  await writeFile(`${path}.after-long-gone`, JSON.stringify(stale))
  await take(path)
  expect(await readdir(dirname(path))).toEqual(alone)
})

test('a takeover that was killed half-way does not stand in the way', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  await writeFile(`${path}.after-gone`, JSON.stringify({ ...stale, instance: 'heir' }))
  await take(path)
  expect(await readdir(dirname(path))).toEqual(alone)
})

test('while another takes over, the folder is in use', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  const living = { ...stale, instance: 'heir', host: 'cellar', everyMs: 60_000 }
  await writeFile(`${path}.after-gone`, JSON.stringify(living))
  const taking = takeLock(path, () => {})
  const touch = setInterval(() => void utimes(`${path}.after-gone`, 1, Date.now() / 1_000), 50)
  onTestFinished(() => clearInterval(touch))
  await expect(taking).rejects.toThrow(/on cellar/)
})

test('of many that find a stale lock in one process exactly one takes it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const path = await place()
    await writeFile(path, JSON.stringify(stale))
    const options = round % 2 ? shared : {}
    const takers = Array.from({ length: 8 }, () => take(path, () => {}, options))
    const results = await Promise.allSettled(takers)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(dirname(path))).toEqual(round % 2 ? ['LOCK'] : alone)
  }
})

test.each([
  ['locks', {}],
  ['no locks', shared],
])(
  'on a file system with %s, of several processes that find a stale lock exactly one takes it',
  async (_, options) => {
    const path = await place()
    await writeFile(path, JSON.stringify(stale))
    const takers = await Promise.all(Array.from({ length: 4 }, () => taker(path, options)))
    const answers = await Promise.all(takers.map(answer))
    expect(answers.filter((one) => one === 'taken')).toHaveLength(1)
    expect(answers.filter((one) => one === 'FolderInUseError')).toHaveLength(3)

    const winner = takers[answers.indexOf('taken')]?.child
    await expect(takeLock(path, () => {}, options)).rejects.toThrow(`process ${winner?.pid}`)
    winner?.kill('SIGKILL')
    await once(winner as Taker['child'], 'exit')
    await take(path, () => {}, options)
  },
  20_000,
)

test('the lock tells commands how to reach the hub', async () => {
  const path = await place()
  const lock = await take(path)
  const control = { url: 'http://127.0.0.1:1', token: 'secret' }
  await lock.announce(control)
  expect((await readLock(path))?.record.control).toEqual(control)
  expect((await readFile(path)).length).toBeGreaterThan(100)
  await lock.release()
  expect(await readdir(dirname(path))).toEqual(['LOCK.kernel'])
})

test.each([
  ['another hub takes the folder', (path: string) => writeFile(path, JSON.stringify(stale))],
  ['the lock is removed', (path: string) => rm(path)],
  ['the folder goes', (path: string) => rename(dirname(path), `${dirname(path)}-gone`)],
])('the holder notices by its heartbeat that %s', async (_, lose) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const path = await place()
  let lost = 0
  const lock = await takeLock(path, () => {
    lost += 1
  })
  await lose(path)
  vi.advanceTimersByTime(heartbeatMs + 1)
  await expect.poll(() => lost).toBe(1)
  await lock.release()
  await rm(`${dirname(path)}-gone`, { recursive: true, force: true })
})

test('after a sleep the lock is looked at before anything is written', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  onTestFinished(() => void vi.useRealTimers())
  const path = await place()
  let lost = false
  const lock = await take(path, () => {
    lost = true
  })
  vi.setSystemTime(Date.now() + 10 * heartbeatMs)
  lock.confirm()
  expect(lost).toBe(false)
  await writeFile(path, JSON.stringify(stale))
  vi.setSystemTime(Date.now() + 10 * heartbeatMs)
  lock.confirm()
  expect(lost).toBe(true)
})

test('a lock that another has taken is not released', async () => {
  const path = await place()
  const lock = await takeLock(path, () => {})
  await writeFile(path, JSON.stringify(stale))
  await lock.release()
  expect(await readdir(dirname(path))).toEqual(alone)
})

/** What a hub that was killed leaves where its kernel lock was of this machine alone. */
async function killed(path: string): Promise<LockRecord> {
  const { child, said } = await taker(path)
  await answer({ child, said })
  const found = await readLock(path)
  child.kill('SIGKILL')
  await once(child, 'exit')
  return found?.record as LockRecord
}

test('what a kill left is taken over at once, whatever the machine was called and booted', async () => {
  const path = await place()
  const left = await killed(path)
  const other = { host: 'renamed', boot: 'boot-before', pidSpace: 'pids-2', netSpace: 'net-2' }
  await writeFile(path, JSON.stringify({ ...left, ...other }))
  const onWatch = vi.fn()
  const begun = performance.now()
  await take(path, () => {}, { onWatch, unclear: 'refuse' })
  expect(performance.now() - begun).toBeLessThan(1_000)
  expect(onWatch).not.toHaveBeenCalled()
})

test.each([
  ['another file system', (found: LockRecord) => ({ ...found, kernelLock: 'linux:6969:12' })],
  ['no kernel lock', ({ kernelLock: _, ...found }: LockRecord) => found],
  [
    'this machine, by all names',
    (found: LockRecord) => ({ ...stale, ...self(), everyMs: found.everyMs }),
  ],
])('a lock of %s is watched while it may be silent, and a command refuses', async (_, change) => {
  const path = await place()
  const record = { ...change(await killed(path)), everyMs }
  await writeFile(path, JSON.stringify(record))
  const error = await takeLock(path, () => {}, { unclear: 'refuse' }).catch((e) => e)
  expect(error).toBeInstanceOf(FolderInUseError)
  expect(error.message).toMatch(/may be in use .* run the command where it runs/)
  expect(error.message).not.toMatch(/remove|delete/)
  expect((await readLock(path))?.record).toEqual(record)

  const onWatch = vi.fn()
  const begun = performance.now()
  await take(path, () => {}, { onWatch })
  expect(performance.now() - begun).toBeGreaterThan(3 * everyMs * 0.9)
  expect(onWatch).toHaveBeenCalledWith(record, 3 * everyMs)
})

test('a lock that moves is never taken, whatever its clock and its names say', async () => {
  const path = await place()
  for (const [name, ahead] of [
    ['attic', 180],
    ['attic', -180],
    [self().host, 0],
  ] as const) {
    const record = { ...stale, ...self(), host: name, pid: 2 ** 22 + 1 }
    await writeFile(path, JSON.stringify(record))
    let seconds = Date.now() / 1_000 + ahead
    const touch = setInterval(() => {
      seconds += 0.01
      utimes(path, seconds, seconds).catch(() => {})
    }, everyMs)
    await expect(takeLock(path, () => {}, shared)).rejects.toThrow(
      `process ${record.pid} on ${name}`,
    )
    clearInterval(touch)
    expect((await readLock(path))?.record).toEqual(record)
  }
})

test('a holder shows life often enough for whoever watches, with or without a kernel lock', async () => {
  const path = await place()
  const { child, said } = await taker(path, shared)
  await answer({ child, said })
  // It cannot be seen from another machine.
  const record = (await readLock(path))?.record as LockRecord
  await writeFile(path, JSON.stringify({ ...record, boot: 'boot-2' }).padEnd(1_000))
  await expect(takeLock(path, () => {}, shared)).rejects.toThrow(FolderInUseError)
  expect(said).toEqual(['waiting', 'taken'])
})

test('who finds its kernel lock taken says so, though the record is another’s or gone', async () => {
  const path = await place()
  const { child, said } = await taker(path)
  await answer({ child, said })
  await rm(path)
  await expect(takeLock(path, () => {})).rejects.toThrow('is in use by another hub. Stop that')
  await writeFile(path, JSON.stringify(stale))
  await expect(takeLock(path, () => {})).rejects.toThrow(/in use by another hub.* on attic/)
})

test('a holder that was stopped, and whose lock was taken, does not store what it wakes up with', async () => {
  const path = await place()
  let lost = false
  const lock = await take(
    path,
    () => {
      lost = true
    },
    { ...shared, everyMs: 60_000 },
  )
  lock.confirm()
  // Another takes it, as after a long sleep.
  await rm(path)
  await writeFile(path, JSON.stringify({ ...stale, instance: 'heir' }))
  lock.confirm()
  expect(lost).toBe(true)
})

test('while a lock that is overdue cannot be looked at, nothing is confirmed, and it is not lost', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  onTestFinished(() => void vi.useRealTimers())
  const path = await place()
  const onLost = vi.fn()
  const lock = await take(path, onLost)
  vi.setSystemTime(Date.now() + 10 * heartbeatMs)
  await rename(path, `${path}-away`)
  await mkdir(path)
  expect(() => lock.confirm()).toThrow('EISDIR')
  await rm(path, { recursive: true })
  await rename(`${path}-away`, path)
  lock.confirm()
  expect(onLost).not.toHaveBeenCalled()
  lock.confirm()
})

test('looking for the holder changes nothing, and tells who lives', async () => {
  const path = await place()
  expect(await findHolder(path)).toBeUndefined()
  expect(await readdir(dirname(path))).toEqual([])
  await writeFile(path, JSON.stringify(stale))
  expect(await findHolder(path)).toMatchObject({ isAlive: false, record: stale })
  expect(await readdir(dirname(path))).toEqual(['LOCK'])
  await rm(path)
  const { child, said } = await taker(path)
  await answer({ child, said })
  expect(await findHolder(path)).toMatchObject({ isAlive: true })
  // Although nothing but the kernel lock says so.
  await writeFile(path, JSON.stringify(stale))
  expect(await findHolder(path)).toMatchObject({ isAlive: true })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await findHolder(path)).toMatchObject({ isAlive: false })
})
