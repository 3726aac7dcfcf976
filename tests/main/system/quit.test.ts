import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setUpQuit } from '../../../main/system/quit.ts'
import { setUpSummons } from '../../../main/system/second-instance.ts'
import { app, resetElectron } from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

beforeEach(resetElectron)
afterEach(() => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.removeAllListeners(signal)
})

test('the program is gone only once all has ended, and all ends once', async () => {
  const closed = Promise.withResolvers<void>()
  let closes = 0
  const { isQuitting } = setUpQuit(() => {
    closes += 1
    return closed.promise
  })
  expect(isQuitting()).toBe(false)
  app.quit()
  app.quit()
  expect([isQuitting(), closes, app.calls]).toEqual([true, 1, ['quit', 'quit']])
  closed.resolve()
  await vi.waitFor(() => expect(app.calls).toEqual(['quit', 'quit', 'quit', 'gone']))
  expect(closes).toBe(1)
})

test('what does not end in time does not keep the program', async () => {
  setUpQuit(() => new Promise(() => {}), 1)
  app.quit()
  await vi.waitFor(() => expect(app.calls).toContain('gone'))
})

test('a signal ends it the same way', async () => {
  setUpQuit(async () => {})
  process.emit('SIGTERM')
  await vi.waitFor(() => expect(app.calls).toContain('gone'))
})

test('it goes on without a window', () => {
  setUpQuit(async () => {})
  expect(app.listenerCount('window-all-closed')).toBe(1)
})

test('a second start brings up the window, also where the first is not ready yet', () => {
  const summons = setUpSummons()
  let shown = 0
  app.emit('second-instance', {}, ['sxncd', '--hidden'])
  summons.answerWith(() => {
    shown += 1
  })
  expect(shown).toBe(0)
  app.emit('second-instance', {}, ['sxncd'])
  app.emit('activate')
  app.emit('second-instance', {}, ['sxncd', '--hidden'])
  expect(shown).toBe(2)
  app.removeAllListeners()
  const early = setUpSummons()
  app.emit('second-instance', {}, ['sxncd'])
  early.answerWith(() => {
    shown += 1
  })
  expect(shown).toBe(3)
})
