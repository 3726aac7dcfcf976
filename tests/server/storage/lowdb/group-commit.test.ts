import { expect, test } from 'vitest'
import { groupCommit } from '../../../../server/storage/lowdb/group-commit.ts'

function started() {
  const runs: { name: string; end: PromiseWithResolvers<void> }[] = []
  const share = groupCommit((name) => {
    const end = Promise.withResolvers<void>()
    runs.push({ name, end })
    return end.promise
  })
  return { runs, share }
}

test('who comes while a run is under way is served by the next one, together', async () => {
  const { runs, share } = started()
  const first = share('a')
  const late = [share('a'), share('a'), share('a')]
  expect(runs).toHaveLength(1)
  runs[0]?.end.resolve()
  await first
  await expect.poll(() => runs.length).toBe(2)
  runs[1]?.end.resolve()
  await Promise.all(late)
  expect(runs).toHaveLength(2)
})

test('names do not wait for each other', async () => {
  const { runs, share } = started()
  const both = [share('a'), share('b')]
  expect(runs.map(({ name }) => name)).toEqual(['a', 'b'])
  for (const { end } of runs) end.resolve()
  await Promise.all(both)
})

test('a run that fails fails those it served, and the next one runs all the same', async () => {
  const { runs, share } = started()
  const first = share('a')
  const second = share('a')
  runs[0]?.end.reject(new Error('no'))
  await expect(first).rejects.toThrow('no')
  await expect.poll(() => runs.length).toBe(2)
  runs[1]?.end.resolve()
  await expect(second).resolves.toBeUndefined()
})
