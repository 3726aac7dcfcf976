import { expect, test } from 'vitest'
import { createPasswords } from '../../../server/sign-in/passwords.ts'

test('whoever is known waits for the two under way, and for no stranger', async () => {
  const passwords = createPasswords({ N: 2 ** 14, r: 8, p: 1 })
  const record = await passwords.hash('the right password')
  let strangersDone = 0
  const strangers = Array.from({ length: 34 }, async () => {
    await passwords.verify('a guess', undefined, 'stranger')
    strangersDone += 1
  })
  await expect(passwords.verify('a guess', undefined, 'stranger')).rejects.toMatchObject({
    code: 'too_many_sign_ins',
  })
  const known = passwords.verify('the right password', record, 'known')
  const set = passwords.hash('a new password')
  expect(await known).toBe(true)
  await set
  expect(strangersDone).toBeLessThanOrEqual(4)
  await Promise.all(strangers)
})
