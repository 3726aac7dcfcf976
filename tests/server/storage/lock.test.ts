import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FolderInUseError, readLock, takeLock } from '../../../server/storage/lock.ts'
import { heartbeatMs, type LockRecord, self } from '../../../server/storage/lock-record.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const place = async () => join(await temporaryFolder(), 'LOCK')
const stale: LockRecord = { instance: 'gone', ...self(), boot: 'boot-before' }

async function take(path: string, onLost = () => {}) {
  const lock = await takeLock(path, onLost)
  onTestFinished(() => lock.release())
  return lock
}

interface Taker {
  readonly child: ChildProcessWithoutNullStreams
  readonly said: string[]
}

/** Starts a process that takes the lock once it is told to. */
async function taker(path: string): Promise<Taker> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'take-lock.ts'), path])
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
  expect(await readdir(dirname(path))).toEqual([])
  await take(path)
})

test('who finds the folder taken is told by whom, and what to do', async () => {
  const path = await place()
  await take(path)
  const error = await takeLock(path, () => {}).catch((e) => e)
  expect(error.message).toContain(`process ${process.pid} on ${self().host}`)
  expect(error.message).toContain('Stop that hub first')
  expect(error.message).toContain(path)
})

test('what a crash left is taken over, with all that lay about', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  await writeFile(`${path}.0000.tmp`, '')
  await writeFile(`${path}.after-long-gone`, JSON.stringify(stale))
  await take(path)
  expect(await readdir(dirname(path))).toEqual(['LOCK'])
})

test('a takeover that was killed half-way does not stand in the way', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  await writeFile(`${path}.after-gone`, JSON.stringify({ ...stale, instance: 'heir' }))
  await take(path)
  expect(await readdir(dirname(path))).toEqual(['LOCK'])
})

test('while another takes over, the folder is in use', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  const living = { ...stale, ...self(), host: 'attic', instance: 'heir' }
  await writeFile(`${path}.after-gone`, JSON.stringify(living))
  await expect(takeLock(path, () => {})).rejects.toThrow(/on attic/)
})

test('of many that find a stale lock in one process exactly one takes it', async () => {
  for (let round = 0; round < 40; round += 1) {
    const path = await place()
    await writeFile(path, JSON.stringify(stale))
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => take(path)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(dirname(path))).toEqual(['LOCK'])
  }
})

test('of several processes that find a stale lock exactly one takes it', async () => {
  const path = await place()
  await writeFile(path, JSON.stringify(stale))
  const takers = await Promise.all(Array.from({ length: 4 }, () => taker(path)))
  const answers = await Promise.all(takers.map(answer))
  expect(answers.filter((one) => one === 'taken')).toHaveLength(1)
  expect(answers.filter((one) => one === 'FolderInUseError')).toHaveLength(3)

  const winner = takers[answers.indexOf('taken')]?.child
  await expect(takeLock(path, () => {})).rejects.toThrow(`process ${winner?.pid}`)
  winner?.kill('SIGKILL')
  await once(winner as Taker['child'], 'exit')
  await take(path)
}, 20_000)

test('the lock tells commands how to reach the hub', async () => {
  const path = await place()
  const lock = await take(path)
  const control = { url: 'http://127.0.0.1:1', token: 'secret' }
  await lock.announce(control)
  expect((await readLock(path))?.record.control).toEqual(control)
  expect((await readFile(path)).length).toBeGreaterThan(100)
  await lock.release()
  expect(await readdir(dirname(path))).toEqual([])
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
  expect(lock.confirm()).toBeUndefined()
  vi.setSystemTime(Date.now() + 10 * heartbeatMs)
  await lock.confirm()
  expect(lost).toBe(false)
  expect(lock.confirm()).toBeUndefined()
  await writeFile(path, JSON.stringify(stale))
  vi.setSystemTime(Date.now() + 10 * heartbeatMs)
  await lock.confirm()
  expect(lost).toBe(true)
})

test('a lock that another has taken is not released', async () => {
  const path = await place()
  const lock = await takeLock(path, () => {})
  await writeFile(path, JSON.stringify(stale))
  await lock.release()
  expect(await readdir(dirname(path))).toEqual(['LOCK'])
})
