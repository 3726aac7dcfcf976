import { describe, expect, test, vi } from 'vitest'
import { createStore, type Resource } from '../../renderer/state/store.ts'

const nothing = () => {}
const settle = () => new Promise((resolve) => setImmediate(resolve))

function counting(key = 'things'): { resource: Resource<number>; load: ReturnType<typeof vi.fn> } {
  let count = 0
  const load = vi.fn(async () => {
    count += 1
    return count
  })
  return { resource: { key, load }, load }
}

test('what is watched is fetched once, and shown to whoever comes later', async () => {
  const store = createStore()
  const { resource, load } = counting()
  const listener = vi.fn()
  store.watch(resource, listener)
  store.watch(resource, nothing)
  expect(store.peek(resource)).toMatchObject({ data: undefined, loading: true })
  await settle()
  expect(store.peek(resource)).toEqual({ data: 1, error: undefined, loading: false })
  expect(listener).toHaveBeenCalled()
  expect(load).toHaveBeenCalledOnce()
})

describe('refresh', () => {
  test('fetches now what is shown, and later what is not', async () => {
    const store = createStore()
    const shown = counting('shown')
    const hidden = counting('hidden')
    store.watch(shown.resource, nothing)
    const leave = store.watch(hidden.resource, nothing)
    await settle()
    leave()
    await store.refresh()
    expect([shown.load.mock.calls.length, hidden.load.mock.calls.length]).toEqual([2, 1])
    store.watch(hidden.resource, nothing)
    await settle()
    expect(hidden.load).toHaveBeenCalledTimes(2)
  })

  test('keeps the last answer while it fetches, and when that fails', async () => {
    const store = createStore()
    const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('good')
    load.mockRejectedValueOnce(new Error('gone'))
    const resource = { key: 'things', load }
    store.watch(resource, nothing)
    await settle()
    const fetched = store.refresh()
    expect(store.peek(resource)).toMatchObject({ data: 'good', loading: true })
    await fetched
    expect(store.peek(resource)).toMatchObject({ data: 'good', loading: false })
    expect(store.peek(resource).error?.message).toBe('gone')
  })

  test('an answer that was overtaken is dropped', async () => {
    const store = createStore()
    const answers: ((value: string) => void)[] = []
    const resource = {
      key: 'things',
      load: () => new Promise<string>((resolve) => answers.push(resolve)),
    }
    store.watch(resource, nothing)
    void store.refresh()
    answers[1]?.('second')
    await settle()
    answers[0]?.('first')
    await settle()
    expect(store.peek(resource).data).toBe('second')
  })
})

test('an edit shows at once, and wins over an answer from before it', async () => {
  const store = createStore()
  let answer: (value: string) => void = nothing
  const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('old')
  load.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
  const resource = { key: 'things', load }
  store.watch(resource, nothing)
  await settle()
  void store.refresh()
  store.edit(resource, (text) => `${text}, edited`)
  answer('from before')
  await settle()
  expect(store.peek(resource).data).toBe('old, edited')
})

test('after clearing nothing of the last person is left, and what is shown is fetched anew', async () => {
  const store = createStore()
  const { resource, load } = counting()
  const kept = counting('session')
  store.watch(resource, nothing)
  store.watch(kept.resource, nothing)
  await settle()
  store.clear((key) => key === 'session')
  expect(store.peek(resource)).toMatchObject({ data: undefined, loading: true })
  expect(store.peek(kept.resource).data).toBe(1)
  await settle()
  expect(load).toHaveBeenCalledTimes(2)
})
