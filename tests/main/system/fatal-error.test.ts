import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setUpGiveUp } from '../../../main/system/fatal-error.ts'
import { ConfigError } from '../../../server/config/config.ts'
import { app, dialog, resetElectron } from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

const names = ['uncaughtException', 'unhandledRejection'] as const
const before = names.map((name) => process.listeners(name as 'uncaughtException'))

beforeEach(resetElectron)
afterEach(() => {
  names.forEach((name, index) => {
    for (const listener of process.listeners(name as 'uncaughtException')) {
      if (!before[index]?.includes(listener)) process.off(name, listener)
    }
  })
})

test('a start that fails says why in a sentence, ends all, and the program with 1', async () => {
  let closed = 0
  const giveUp = setUpGiveUp(async () => {
    closed += 1
  })
  await giveUp.notStarted(new ConfigError(['PORT=x: must be a number']))
  expect(dialog.errors).toEqual([
    ['SxncD cannot start', expect.stringContaining('PORT=x: must be a number')],
  ])
  expect([closed, app.calls]).toEqual([1, ['exit 1']])
})

test('an error that nobody expected is told once, and ends the program', async () => {
  setUpGiveUp(async () => {})
  const own = (name: (typeof names)[number]) =>
    process.listeners(name as 'uncaughtException').at(-1) as (error: unknown) => Promise<void>
  await own('unhandledRejection')(new Error('broken'))
  await own('uncaughtException')(new Error('broken too'))
  expect(dialog.errors).toHaveLength(1)
  expect(dialog.errors[0]?.[0]).toBe('SxncD had to stop')
  expect(dialog.errors[0]?.[1]).toMatch(/on the disk.*Error: broken/s)
  expect(app.calls).toEqual(['exit 1'])
})
