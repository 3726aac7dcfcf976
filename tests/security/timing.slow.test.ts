import { expect, test } from 'vitest'
import { createAccount } from '../../server/accounts/accounts.ts'
import { newKeyText } from '../../server/accounts/key-secret.ts'
import { authenticate, createKey } from '../../server/accounts/keys.ts'
import { createPasswords } from '../../server/sign-in/passwords.ts'
import { figure } from '../helpers/figures.ts'
import { testHub } from '../helpers/hub.ts'
import { noSyncs } from '../helpers/no-syncs.ts'

const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0

/** How long two things take, turn by turn: what else the machine does hits both alike. */
async function compare(rounds: number, one: () => Promise<unknown>, other: () => Promise<unknown>) {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    const works = round % 2 ? [one, other] : [other, one]
    for (const work of works) {
      const began = performance.now()
      await work()
      times[work === one ? 0 : 1].push(performance.now() - began)
    }
  }
  return median(times[0]) / median(times[1])
}

test('a wrong key that is almost right is refused as fast as any other', async () => {
  const { hub } = await testHub({ overrides: { store: { syncs: noSyncs } } })
  const account = await createAccount(hub.store, 'Ada', 'member', 0)
  const { text } = await createKey(hub.store, { account, app: 'thunder', name: 'a' }, 0)
  for (let more = 0; more < 50; more += 1) {
    await createKey(hub.store, { account, app: 'thunder', name: 'a' }, 0)
  }
  const near = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
  const far = `${newKeyText().slice(0, -1)}_`
  const refuse = (key: string) => () => authenticate(hub.store, key, 1).catch(() => {})
  const rounds = 4_000
  const ratio = await compare(rounds, refuse(near), refuse(far))
  figure(
    'timing: an almost right key against any wrong one',
    rounds,
    0,
    `ratio ${ratio.toFixed(2)}`,
  )
  // What is compared is hashes: how much of the key is right cannot be told from them.
  expect(ratio).toBeGreaterThan(0.6)
  expect(ratio).toBeLessThan(1.6)
})

test('a wrong password takes as long for a name that is not there', async () => {
  const passwords = createPasswords({ N: 2 ** 12, r: 8, p: 1 })
  const record = await passwords.hash('the right password')
  const rounds = 100
  const ratio = await compare(
    rounds,
    () => passwords.verify('a wrong password', record, 'stranger'),
    () => passwords.verify('a wrong password', undefined, 'stranger'),
  )
  figure('timing: a known name against an unknown one', rounds, 0, `ratio ${ratio.toFixed(2)}`)
  expect(ratio).toBeGreaterThan(0.7)
  expect(ratio).toBeLessThan(1.4)
})
