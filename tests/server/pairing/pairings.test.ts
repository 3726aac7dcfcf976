import { expect, test } from 'vitest'
import { minutes } from '../../../server/lib/clock.ts'
import { createPairings, type Pairing, type PairingWish } from '../../../server/pairing/pairings.ts'

const wish = (place = 'a', deviceName = 'Pixel'): PairingWish => ({
  deviceName,
  app: 'thunder',
  from: place,
  place,
})

function begun() {
  const clock = { now: 0 }
  return { clock, pairings: createPairings(() => clock.now) }
}

const keyOf = async ({ deviceName, accountId }: Pairing) => `key of ${deviceName} for ${accountId}`

test('approved by somebody, it is collected once', async () => {
  const { pairings } = begun()
  const { pairing, secret } = pairings.ask(wish())
  expect(pairing.code).toMatch(/^[A-Z0-9]{6}$/)
  expect(pairings.waiting()).toEqual([expect.objectContaining({ id: pairing.id })])
  expect(await pairings.collect(pairing.id, keyOf)).toBeUndefined()

  pairings.decide(pairing.id, () => ({ approvedBy: 'ada' }))
  expect(pairings.waiting()).toEqual([])
  expect(pairings.find(pairing.id, secret)?.state).toBe('approved')
  const both = [pairings.collect(pairing.id, keyOf), pairings.collect(pairing.id, keyOf)]
  expect(await Promise.all(both)).toEqual(['key of Pixel for ada', undefined])
  expect(pairings.find(pairing.id, secret)?.state).toBe('collected')
})

test('a request is known by its id and secret alone', () => {
  const { pairings } = begun()
  const [one, two] = [pairings.ask(wish()), pairings.ask(wish())]
  expect(pairings.find(one.pairing.id, one.secret)?.id).toBe(one.pairing.id)
  for (const [id, secret] of [
    [one.pairing.id, two.secret],
    [one.pairing.id, ''],
    [one.pairing.id, one.pairing.code],
    ['nothing', one.secret],
  ] as const) {
    expect(pairings.find(id, secret)).toBeUndefined()
  }
})

test('it is decided once, by its id or by its code however that is typed', () => {
  const { pairings } = begun()
  const [one, two] = [pairings.ask(wish()).pairing, pairings.ask(wish()).pairing]
  const typed = `${one.code.slice(0, 3)}-${one.code.slice(3)} `.toLowerCase()
  expect(pairings.decide(typed, () => 'denied').state).toBe('denied')
  pairings.decide(two.id, () => ({ approvedBy: 'ada' }))
  for (const { id } of [one, two]) {
    expect(() => pairings.decide(id, () => ({ approvedBy: 'eve' }))).toThrow(/denied|approved/)
  }
  expect(() => pairings.decide('AAAAAA', () => 'denied')).toThrow(/no such request/)
})

test('it expires in five minutes; an approval gives the device five more', async () => {
  const { clock, pairings } = begun()
  const [one, two] = [pairings.ask(wish()), pairings.ask(wish())]
  clock.now = minutes(5) - 1
  pairings.decide(two.pairing.id, () => ({ approvedBy: 'ada' }))
  clock.now = minutes(5)
  expect(pairings.waiting()).toEqual([])
  expect(pairings.find(one.pairing.id, one.secret)?.state).toBe('expired')
  expect(() => pairings.decide(one.pairing.id, () => 'denied')).toThrow(/no such request/)
  clock.now = minutes(9)
  expect(await pairings.collect(two.pairing.id, keyOf)).toBe('key of Pixel for ada')
  clock.now = minutes(20)
  expect(pairings.find(one.pairing.id, one.secret)).toBeUndefined()
  expect(pairings.find(two.pairing.id, two.secret)).toBeUndefined()
})

test('an approval that nobody collects expires too', async () => {
  const { clock, pairings } = begun()
  const { pairing, secret } = pairings.ask(wish())
  pairings.decide(pairing.id, () => ({ approvedBy: 'ada' }))
  clock.now = minutes(5)
  expect(await pairings.collect(pairing.id, keyOf)).toBeUndefined()
  expect(pairings.find(pairing.id, secret)?.state).toBe('expired')
})

test('where the key could not be made, the device may come again', async () => {
  const { pairings } = begun()
  const { pairing } = pairings.ask(wish())
  pairings.decide(pairing.id, () => ({ approvedBy: 'ada' }))
  const full = pairings.collect(pairing.id, () => Promise.reject(new Error('disk full')))
  await expect(full).rejects.toThrow('disk full')
  expect(await pairings.collect(pairing.id, keyOf)).toBe('key of Pixel for ada')
})

test('three a place, twenty in all; what ends makes room', () => {
  const { clock, pairings } = begun()
  const first = pairings.ask(wish('a')).pairing
  pairings.ask(wish('a'))
  pairings.ask(wish('a'))
  clock.now = minutes(1)
  expect(() => pairings.ask(wish('a'))).toThrow('Try again in 240 s')
  pairings.decide(first.id, () => 'denied')
  pairings.ask(wish('a'))
  for (let place = 0; place < 17; place += 1) pairings.ask(wish(`b${place}`))
  expect(pairings.waiting()).toHaveLength(20)
  expect(() => pairings.ask(wish('c'))).toThrow(/Too many/)
  clock.now = minutes(5)
  pairings.ask(wish('c'))
})

test('who waits hears of the decision, is let go at the end, and waits once', async () => {
  const { pairings } = begun()
  const { pairing } = pairings.ask(wish())
  const long = minutes(60)
  const first = pairings.change(pairing.id, long)
  const second = pairings.change(pairing.id, long)
  await first
  pairings.decide(pairing.id, () => 'denied')
  await second
  await pairings.change(pairing.id, long)
  const other = pairings.ask(wish()).pairing
  const third = pairings.change(other.id, long)
  pairings.close()
  await third
  await pairings.change(other.id, long)
})

test('codes are such as nobody reads as another', () => {
  const { clock, pairings } = begun()
  const codes = Array.from({ length: 200 }, () => {
    clock.now += minutes(5)
    return pairings.ask(wish()).pairing.code
  })
  expect(codes.join('')).toMatch(/^[^IOSZB01258]+$/)
  expect(new Set(codes).size).toBe(200)
})
