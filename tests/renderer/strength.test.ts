import { expect, test } from 'vitest'
import { strengthOf } from '../../renderer/features/sign-in/strength.ts'

test.each([
  ['short', 'short'],
  ['password123', 'weak'],
  ['aaaaaaaaaaaa', 'weak'],
  ['adalovelace!', 'weak'],
  ['tidelantern', 'weak'],
  ['tidelantern9', 'fair'],
  ['Tide-lantern-42', 'good'],
  ['correct horse battery', 'good'],
])('%s is %s', (password, strength) => {
  expect(strengthOf(password, 'ada')).toBe(strength)
})
