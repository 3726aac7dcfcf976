import { expect, test } from 'vitest'
import { minutes } from '../../../../server/clock.ts'
import {
  createTransactions,
  type Transaction,
} from '../../../../server/sign-in/providers/transactions.ts'

const transaction: Transaction = {
  type: 'oidc',
  secrets: { state: 's', codeVerifier: 'v', nonce: 'n' },
  returnTo: '/',
}

function setUp() {
  const clock = { now: 1_000 }
  return { clock, transactions: createTransactions(() => clock.now) }
}

test('a sign-in is given back once', () => {
  const { transactions } = setUp()
  const secret = transactions.open(transaction)
  expect(transactions.take('other')).toBeUndefined()
  expect(transactions.take(secret)).toMatchObject(transaction)
  expect(transactions.take(secret)).toBeUndefined()
})

test('it lives for ten minutes', () => {
  const { transactions, clock } = setUp()
  const [first, second] = [1, 2].map(() => transactions.open(transaction))
  clock.now += minutes(10) - 1
  expect(transactions.take(first ?? '')).toBeDefined()
  clock.now += 1
  expect(transactions.take(second ?? '')).toBeUndefined()
})

test('secrets are random and long', () => {
  const { transactions } = setUp()
  const secrets = Array.from({ length: 50 }, () => transactions.open(transaction))
  expect(new Set(secrets).size).toBe(50)
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
})

test('there are never more than two thousand', () => {
  const { transactions } = setUp()
  const secrets = Array.from({ length: 2_050 }, () => transactions.open(transaction))
  const left = secrets.map((secret) => transactions.take(secret) !== undefined)
  expect(left).toEqual([...Array(50).fill(false), ...Array(2_000).fill(true)])
})

test('what is over goes first', () => {
  const { transactions, clock } = setUp()
  for (let count = 0; count < 2_000; count += 1) transactions.open(transaction)
  clock.now += minutes(10)
  const secrets = Array.from({ length: 2_000 }, () => transactions.open(transaction))
  expect(secrets.filter((secret) => transactions.take(secret) === undefined)).toEqual([])
})
