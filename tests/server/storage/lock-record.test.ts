import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  isHeld,
  type LockRecord,
  processStart,
  readLock,
  self,
  silentMs,
} from '../../../server/storage/lock-record.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const onLinux = process.platform === 'linux'
const fresh = 1_000
const silent = silentMs + 1

const here = { ...self(), boot: 'boot-1', pidSpace: 'space-1', host: 'desk' }
/** Another living process of this machine. */
const parent: LockRecord = {
  instance: 'other',
  ...here,
  pid: process.ppid,
  processStart: processStart(process.ppid) ?? '',
}
const held = (record: LockRecord, ageMs: number, from = here) => isHeld(record, ageMs, from)

test('a living process of this machine has its lock, however long it slept', () => {
  expect(held(parent, silent)).toBe(true)
})

test('a process that has ended has no lock', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  const { pid = 0 } = child
  await once(child, 'exit')
  expect(held({ ...parent, pid }, fresh)).toBe(false)
})

test.runIf(onLinux)('a pid that was given out again has no lock', () => {
  expect(held({ ...parent, processStart: '1' }, fresh)).toBe(false)
})

test('a process whose start nobody can tell counts as living', () => {
  expect(held({ ...parent, processStart: '' }, silent)).toBe(true)
})

test('this very process has only the locks that it took', () => {
  expect(held({ ...parent, pid: process.pid }, fresh)).toBe(false)
})

test.runIf(onLinux)('a process that has ended but was not waited for has no lock', async () => {
  // The shell starts a process that ends at once, and becomes one that never waits for it.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
  const [line] = await once(shell.stdout, 'data')
  const pid = Number(String(line))
  const state = async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.[0]
  await expect.poll(state).toBe('Z')
  expect(processStart(pid)).toBeUndefined()
  expect(held({ ...parent, pid }, fresh)).toBe(false)
  shell.kill('SIGKILL')
})

test('a lock from before the last boot is nobody’s', () => {
  expect(held({ ...parent, boot: 'boot-0' }, fresh)).toBe(false)
})

test('where a boot has no id, its time tells it, and a living lock is trusted', () => {
  const now = { ...here, boot: '1000000' }
  expect(held({ ...parent, boot: '1000060' }, silent, now)).toBe(true)
  expect(held({ ...parent, boot: '1007200' }, silent, now)).toBe(false)
  // The clock was set while the other hub ran.
  expect(held({ ...parent, boot: '1007200' }, fresh, now)).toBe(true)
})

test('a lock of another machine counts as long as it is touched', () => {
  const other = { ...parent, host: 'attic' }
  expect(held(other, fresh)).toBe(true)
  expect(held(other, silent)).toBe(false)
})

test('pids of another container say nothing: one with a chosen name counts while it is touched', () => {
  const other = { ...parent, pidSpace: 'space-2' }
  expect(held(other, fresh)).toBe(true)
  expect(held(other, silent)).toBe(false)
  // The same container after a restart: its name is its id.
  const id = { ...here, host: '0123456789ab' }
  expect(held({ ...other, host: '0123456789ab' }, fresh, id)).toBe(false)
})

test('a lock that was torn by a power cut is nobody’s', async () => {
  const path = join(await temporaryFolder(), 'LOCK')
  expect(await readLock(path)).toBeUndefined()
  for (const text of ['', '{"instance":"a","ho', '\0\0\0\0', 'null', '[]']) {
    await writeFile(path, text)
    const lock = await readLock(path)
    expect(lock && isHeld(lock.record, lock.ageMs)).toBe(false)
  }
})

test('the age of a lock is that of its last touch', async () => {
  const path = join(await temporaryFolder(), 'LOCK')
  await writeFile(path, JSON.stringify(parent))
  const then = new Date(Date.now() - 60_000)
  await utimes(path, then, then)
  const lock = await readLock(path)
  expect(lock?.record).toEqual(parent)
  expect(lock?.ageMs).toBeGreaterThan(59_000)
})
