import { readdir } from 'node:fs/promises'
import { beforeEach, expect, test, vi } from 'vitest'
import { rig, testStart } from './rig.ts'

const fault = vi.hoisted(() => ({ code: undefined as string | undefined, count: 0 }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const rename: typeof real.rename = async (from, to) => {
    if (fault.code === undefined || !String(to).endsWith('/a.json')) return real.rename(from, to)
    fault.count += 1
    throw Object.assign(new Error(`${fault.code}: rename`), { code: fault.code })
  }
  return { ...real, rename }
})

beforeEach(() => {
  fault.code = undefined
  fault.count = 0
})

const minute = 60_000

test.each(['EBUSY', 'EPERM', 'EACCES'])(
  'a file that cannot be replaced (%s): said in words, tried seldom, and no backups pile up',
  async (code) => {
    const { write, add, other, view, advance, folder, read, wire } = await rig()
    await write('a.json', '1')
    await add('a.json', { writeBack: true })
    fault.code = code
    await other('2', testStart)
    expect(view()).toMatchObject({
      state: 'retrying',
      problem: expect.stringContaining(`cannot be replaced (${code}), so what the hub has was not`),
    })
    await advance(120 * minute)
    expect(fault.count).toBeGreaterThan(3)
    expect(fault.count).toBeLessThan(14)
    const names = await readdir(folder)
    expect(names.filter((name) => name.startsWith('a.json') || name.startsWith('.a.json'))).toEqual(
      ['a.json'],
    )
    expect([await read('a.json'), wire.sent.length]).toEqual(['1', 1])
    // Once nothing is in the way any more, it is written by itself.
    fault.code = undefined
    await advance(16 * minute)
    expect([await read('a.json'), view().state]).toEqual(['2', 'in-step'])
  },
)

test('while it cannot be replaced, what the app saves is sent all the same', async () => {
  const { write, add, other, changed, onHub } = await rig()
  await write('a.json', '1')
  await add('a.json', { writeBack: true })
  fault.code = 'EBUSY'
  await other('2', testStart)
  await write('a.json', '3', testStart + minute)
  await changed()
  expect(await onHub()).toBe('3')
})
