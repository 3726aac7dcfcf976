import { expect, onTestFinished, test, vi } from 'vitest'
import { createFairQueue } from '../../../server/lib/fair-queue.ts'

function setUp() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const turns = createFairQueue()
  const order: string[] = []
  const ask = (name: string) => {
    const turn = turns.ask()
    turn.come.then(
      () => order.push(name),
      () => order.push(`${name} gave up`),
    )
    return turn
  }
  const after = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms)
    return order.splice(0)
  }
  return { ask, after }
}

test('turns come one after the other, and between them is as much time as they took', async () => {
  const { ask, after } = setUp()
  const [a, b] = [ask('a'), ask('b'), ask('c')]
  expect(await after(100)).toEqual(['a'])
  a.end()
  expect(await after(99)).toEqual([])
  expect(await after(1)).toEqual(['b'])
  b.end()
  b.end()
  expect(await after(0)).toEqual(['c'])
})

test('no pause is longer than half a second', async () => {
  const { ask, after } = setUp()
  const first = ask('a')
  ask('b')
  await after(5_000)
  first.end()
  expect(await after(499)).toEqual([])
  expect(await after(1)).toEqual(['b'])
})

test('who gives up is passed over, at once', async () => {
  const { ask, after } = setUp()
  const [a, b] = [ask('a'), ask('b'), ask('c')]
  b.end()
  expect(await after(10)).toEqual(['a', 'b gave up'])
  a.end()
  expect(await after(10)).toEqual(['c'])
})

test('a turn that ends when nobody waits does not hold up the next', async () => {
  const { ask, after } = setUp()
  ask('a').end()
  expect(await after(10)).toEqual(['a'])
  ask('b')
  expect(await after(0)).toEqual(['b'])
})

test('a turn that never ends is over after ten seconds', async () => {
  const { ask, after } = setUp()
  const a = ask('a')
  ask('b')
  expect(await after(9_999)).toEqual(['a'])
  expect(await after(501)).toEqual(['b'])
  a.end()
  ask('c')
  expect(await after(100)).toEqual([])
})
