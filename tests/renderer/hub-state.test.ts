import { QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import {
  calls,
  edit,
  forgetPerson,
  queryClient,
  refresh,
  resources,
} from '../../renderer/state/hub.ts'
import type { Key } from '../../server/api/schemas/accounts.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))
const key = { id: 'k1', app: 'obtainium', name: 'phone' } as Key

afterEach(() => {
  vi.restoreAllMocks()
  queryClient.clear()
})

test('a change shows at once, and wins over an answer from before it', async () => {
  let answer: (keys: Key[]) => void = () => {}
  const keys = vi.spyOn(calls, 'keys').mockResolvedValueOnce([key])
  keys.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
  const mine = resources.keys('obtainium')
  await queryClient.fetchQuery(mine)
  const overtaken = queryClient.refetchQueries({ queryKey: mine.queryKey, type: 'all' })
  await edit(mine, () => [])
  answer([key])
  await overtaken
  await settle()
  expect(queryClient.getQueryData(mine.queryKey)).toEqual([])
})

test('an event of one app fetches its history anew where it is shown, and no other', async () => {
  const history = vi.spyOn(calls, 'history').mockResolvedValue([])
  const end = new QueryObserver(queryClient, resources.history('obtainium')).subscribe(() => {})
  await queryClient.fetchQuery(resources.history('vimium'))
  await settle()
  history.mockClear()
  await refresh.slot('obtainium')
  expect(history.mock.calls).toEqual([['obtainium']])
  end()
})

test('nothing that one person saw is left for the next, but who is signed in', async () => {
  vi.spyOn(calls, 'keys').mockResolvedValue([key])
  queryClient.setQueryData(['session'], { hubName: 'Home' })
  await queryClient.fetchQuery(resources.keys('obtainium'))
  await forgetPerson()
  expect(queryClient.getQueryData(resources.keys('obtainium').queryKey)).toBeUndefined()
  expect(queryClient.getQueryData(['session'])).toEqual({ hubName: 'Home' })
})
