import { expect, test } from 'vitest'
import { minutes } from '../../../../server/lib/clock.ts'
import {
  createTransactions,
  type Transaction,
} from '../../../../server/sign-in/providers/transactions.ts'

const transaction: Transaction = {
  type: 'oidc',
  secrets: { state: 's', codeVerifier: 'VERIFIER', nonce: 'n' },
  returnTo: '/',
}

function setUp() {
  const clock = { now: 1_000 }
  return { clock, transactions: createTransactions(() => clock.now) }
}

test('a sign-in is given back once', () => {
  const { transactions } = setUp()
  const sealed = transactions.seal(transaction)
  expect(transactions.take('other')).toBeUndefined()
  expect(transactions.take(sealed)).toEqual(transaction)
  expect(transactions.take(sealed)).toBeUndefined()
  // The same bytes, written in another way.
  expect(transactions.take(`${sealed}==`)).toBeUndefined()
  expect(transactions.take(Buffer.from(sealed, 'base64url').toString('base64'))).toBeUndefined()
})

test('it lives for ten minutes', () => {
  const { transactions, clock } = setUp()
  const [first, second] = [1, 2].map(() => transactions.seal(transaction))
  clock.now += minutes(10) - 1
  expect(transactions.take(first ?? '')).toBeDefined()
  clock.now += 1
  expect(transactions.take(second ?? '')).toBeUndefined()
})

test('the browser cannot read what it keeps, nor change it, nor make it', () => {
  const { transactions } = setUp()
  const sealed = transactions.seal(transaction)
  const bytes = Buffer.from(sealed, 'base64url')
  expect(bytes.includes('VERIFIER')).toBe(false)
  expect(transactions.seal(transaction)).not.toBe(sealed)
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(transactions.take(changed.toString('base64url')), `byte ${at}`).toBeUndefined()
  }
  expect(setUp().transactions.take(sealed)).toBeUndefined()
  expect(transactions.take(sealed)).toEqual(transaction)
})

test('however many are begun, and come back, an honest one comes back too', () => {
  const { transactions } = setUp()
  const honest = transactions.seal(transaction)
  for (let count = 0; count < 12_000; count += 1) {
    transactions.take(transactions.seal(transaction))
  }
  expect(transactions.take(honest)).toEqual(transaction)
  expect(transactions.take(honest)).toBeUndefined()
})

test('the longest one fits into a cookie', () => {
  const { transactions } = setUp()
  const text = 'x'.repeat(43)
  const longest: Transaction = {
    type: 'oidc',
    secrets: { state: text, codeVerifier: text, nonce: text },
    returnTo: `/${'x'.repeat(1_499)}`,
    link: 'x'.repeat(36),
    session: 'x'.repeat(64),
    invite: text,
  }
  expect(transactions.seal(longest).length).toBeLessThan(3_500)
})
