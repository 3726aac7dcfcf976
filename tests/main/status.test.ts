import { expect, test } from 'vitest'
import { moodOf } from '../../main/status.ts'
import { createStatusStore } from '../../main/status-store.ts'
import { statusFor } from './status-for.ts'

test('the icon shows first what needs a person', () => {
  const problems = [{ key: 'a', text: 'b' }]
  expect(moodOf(statusFor())).toBe('running')
  expect(moodOf(statusFor({ lan: false }))).toBe('lan-off')
  expect(moodOf(statusFor({ lan: false, paused: true }))).toBe('paused')
  expect(moodOf(statusFor({ lan: false, paused: true, problems }))).toBe('attention')
})

test('listeners hear of what has changed, and of nothing else', () => {
  const store = createStatusStore()
  const heard: boolean[] = []
  const stop = store.onChange(({ lan }) => void heard.push(lan))
  store.set({ lan: true, problems: [] })
  store.set({ lan: true, problems: [] })
  store.set({ lan: false })
  stop()
  store.set({ lan: true })
  expect(heard).toEqual([true, false])
  expect(store.get().lan).toBe(true)
})
