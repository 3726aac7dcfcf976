import { expect, test } from 'vitest'
import { isCommon } from '../../../server/sign-in/common-passwords.ts'
import { browserOf, goodPassword, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

test.each([
  ...['1234567890', '0987654321', '12345678910', 'qwertyuiop', 'Qwertzuiop1', 'asdfghjkl1'],
  ...['1q2w3e4r5t', '1q2w3e4r5t6y', 'password123', 'Password2025!', 'P@ssw0rd123', 'passwort1234'],
  ...['iloveyou123', 'letmein12345', 'Welcome2025!', 'administrator', 'admin123456', 'changeme123'],
  ...['aaaaaaaaaa', '1212121212', '1111111111', 'abcdefghij', 'zyxwvutsrq', 'qazwsx12345'],
  ...[
    'sunshine2024',
    'football99!!',
    'mypassword1',
    'thisismypassword',
    'sxncd-hub-2025',
    'Obtainium1!',
  ],
])('%s is common', (password) => expect(isCommon(password)).toBe(true))

test.each([
  goodPassword,
  'another good password',
  'tr0ub4dor&3 yes',
  'kJ8#mP2$vL9q',
  'Donaudampfschiff',
  'liebe zur blauen stunde',
  '\u5bc6\u7801\u5f88\u957f\u5f88\u957f\u5f88\u957f\u5427',
])('%s is not', (password) => expect(isCommon(password)).toBe(false))

test('what is known of the person does not count', () => {
  expect(isCommon('Leonore2025!')).toBe(false)
  expect(isCommon('Leonore2025!', ['leonore'])).toBe(true)
})

test('no hostile text takes long', () => {
  const began = performance.now()
  for (const piece of ['a', '1', 'qwerty', 'pass', '\u0130', '@'])
    isCommon(piece.repeat(1_000).slice(0, 1_000))
  expect(performance.now() - began).toBeLessThan(500)
})

test('nobody gets a common password, whichever way they set it', async () => {
  const { hub } = await testHub({ environment: { RATE_LIMIT: 'off' } })
  const token = await hub.newSetUpToken()
  const setUp = { token, name: 'Leonore', password: 'Leonore2025!' }
  expect((await browserOf(hub).send('POST', '/api/v1/set-up', setUp)).code).toBe('password_common')
  const owner = await ownerBrowser(hub, 'Leonore')
  for (const password of ['password123', 'leonore 1999']) {
    const change = await owner.send('PUT', '/api/v1/password', { current: goodPassword, password })
    expect(change.code).toBe('password_common')
  }
  const { body } = await owner.send('POST', '/api/v1/invites', {})
  const invite = { token: String(body.url).split('#')[1], name: 'Max', password: '1q2w3e4r5t' }
  const accepted = await browserOf(hub).send('POST', '/api/v1/invites/accept', invite)
  expect(accepted.code).toBe('password_common')
})
