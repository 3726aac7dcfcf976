import { expect, test } from 'vitest'
import { baseOf, withoutBase } from '../../renderer/base.ts'

test('the hub is where its icon is', () => {
  expect(baseOf('https://example.com/sync/favicon.svg')).toBe('/sync')
  expect(baseOf('https://example.com/a/b/favicon.svg')).toBe('/a/b')
  expect(baseOf('http://localhost:9693/favicon.svg')).toBe('')
  expect(baseOf(undefined)).toBe('')
})

test('paths of the browser become paths of the hub', () => {
  expect(withoutBase('/sync/apps/vimium', '/sync')).toBe('/apps/vimium')
  expect(withoutBase('/sync', '/sync')).toBe('/')
  expect(withoutBase('/synced', '/sync')).toBe('/synced')
  expect(withoutBase('/apps/vimium', '')).toBe('/apps/vimium')
})
