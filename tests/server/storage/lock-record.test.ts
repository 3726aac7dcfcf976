import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  isReachable,
  isSeenAlive,
  type LockRecord,
  processStart,
  readLock,
  self,
  writeOwnLock,
} from '../../../server/storage/lock-record.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const onLinux = process.platform === 'linux'

const here = { ...self(), boot: 'boot-1', pidSpace: 'pids-1', netSpace: 'net-1', host: 'desk' }
/** Another living process of this machine. */
const parent: LockRecord = {
  instance: 'other',
  ...here,
  pid: process.ppid,
  processStart: processStart(process.ppid),
}
const isSeen = (record: LockRecord) => isSeenAlive(record, here)

test.runIf(onLinux)('a living process of this machine is seen to live', () => {
  expect(isSeen(parent)).toBe(true)
})

test('a process that has ended is not', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  const { pid = 0 } = child
  await once(child, 'exit')
  expect(isSeen({ ...parent, pid })).toBe(false)
})

test('nor is a pid that was given out again, or one whose start nobody can tell', () => {
  expect(isSeen({ ...parent, processStart: '1' })).toBe(false)
  expect(isSeen({ ...parent, processStart: '' })).toBe(false)
  expect(isSeen({ ...parent, pid: 2 ** 22 + 1, processStart: '' })).toBe(false)
})

test('nor is a pid of before the last boot, or of another container', () => {
  expect(isSeen({ ...parent, boot: 'boot-0' })).toBe(false)
  expect(isSeen({ ...parent, pidSpace: 'pids-2' })).toBe(false)
})

test('this very process has only the locks that it took', () => {
  expect(isSeen({ ...parent, pid: process.pid, processStart: here.processStart })).toBe(false)
})

test.runIf(onLinux)('a process that has ended but was not waited for is not seen', async () => {
  // The shell starts a process that ends at once, and becomes one that never waits for it.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
  const [line] = await once(shell.stdout, 'data')
  const pid = Number(String(line))
  const state = async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.[0]
  await expect.poll(state).toBe('Z')
  expect(processStart(pid)).toBe('')
  shell.kill('SIGKILL')
})

test('an address counts within one network space of one machine', () => {
  expect(isReachable({ ...parent, host: 'renamed', pidSpace: 'pids-2' }, here)).toBe(true)
  expect(isReachable({ ...parent, netSpace: 'net-2' }, here)).toBe(false)
  expect(isReachable({ ...parent, boot: 'boot-2' }, here)).toBe(false)
  // Where the system has no such spaces, the name is all there is.
  expect(isReachable(parent, { ...here, netSpace: '' })).toBe(true)
  expect(isReachable({ ...parent, host: 'attic' }, { ...here, netSpace: '' })).toBe(false)
})

test('a lock that was torn by a power cut has no instance', async () => {
  const path = join(await temporaryFolder(), 'LOCK')
  expect(await readLock(path)).toBeUndefined()
  for (const text of ['', '{"instance":"a","ho', '\0\0\0\0', 'null', '[]']) {
    await writeFile(path, text)
    expect((await readLock(path))?.record.instance).toBe('')
  }
})

test('a touch moves a lock, and so does a beat', async () => {
  const path = join(await temporaryFolder(), 'LOCK')
  const states = new Set<string | undefined>()
  const look = async () => states.add((await readLock(path))?.state)
  await writeFile(path, JSON.stringify({ ...parent, beat: '1' }))
  const then = new Date(Date.now() - 60_000)
  await look()
  await utimes(path, then, then)
  await look()
  expect(writeOwnLock(path, { ...parent, beat: '2' })).toBe(true)
  await utimes(path, then, then)
  await look()
  expect(states.size).toBe(3)
})

test('a holder writes only into a lock of its own', async () => {
  const path = join(await temporaryFolder(), 'LOCK')
  expect(writeOwnLock(path, parent)).toBe(false)
  await writeFile(path, JSON.stringify({ ...parent, instance: 'heir' }))
  expect(writeOwnLock(path, parent)).toBe(false)
  expect((await readLock(path))?.record.instance).toBe('heir')
  const long = { ...parent, instance: 'heir', control: { url: 'x'.repeat(100), token: '' } }
  const short = { ...parent, instance: 'heir' }
  for (const record of [long, short]) {
    expect(writeOwnLock(path, record)).toBe(true)
    expect((await readLock(path))?.record).toEqual(record)
  }
})
