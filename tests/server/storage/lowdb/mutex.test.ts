import { expect, test } from 'vitest'
import { Mutex } from '../../../../server/storage/lowdb/mutex.ts'

test('work of one name runs in order, one at a time, also after a failure', async () => {
  const mutex = new Mutex()
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
    if (name === 'a') throw new Error('a fails')
  }
  const a = mutex.run('x', work('a'))
  const b = mutex.run('x', work('b'))
  await expect(a).rejects.toThrow('a fails')
  await b
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect(mutex.isBusy('x')).toBe(false)
})

test('work of another name does not wait', async () => {
  const mutex = new Mutex()
  const gate = Promise.withResolvers<void>()
  const slow = mutex.run('x', () => gate.promise)
  await mutex.run('y', async () => {})
  expect(mutex.isBusy('x')).toBe(true)
  gate.resolve()
  await slow
})

test('idle waits for work that came while it waited', async () => {
  const mutex = new Mutex()
  const gate = Promise.withResolvers<void>()
  let late = false
  void mutex.run('x', async () => {
    await gate.promise
    void mutex.run('y', async () => {
      await Promise.resolve()
      late = true
    })
  })
  const idle = mutex.idle()
  gate.resolve()
  await idle
  expect(late).toBe(true)
})
