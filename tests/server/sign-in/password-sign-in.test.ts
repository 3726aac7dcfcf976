import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { browserOf, goodPassword, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

/** Enough work that others come in between. */
const scryptCost = { N: 2 ** 12, r: 8, p: 1 }
const unlimited = { environment: { RATE_LIMIT: 'off' }, overrides: { scryptCost } }
const next = 'set by the command line'

const setByCommand = (hub: Hub) =>
  hub.app.inject({
    method: 'PUT',
    url: '/api/v1/accounts/Ada/password',
    headers: {
      host: 'localhost',
      authorization: hub.controlToken,
      'content-type': 'application/json',
    },
    payload: JSON.stringify({ password: next }),
  })

const signIn = (hub: Hub, password: string, browser = browserOf(hub)) =>
  browser.send('POST', '/api/v1/session', { name: 'Ada', password })

test('a forgotten password that is set wins over a change by who knows the old one', async () => {
  const { hub } = await testHub(unlimited)
  const thief = await ownerBrowser(hub)
  const change = thief.send('PUT', '/api/v1/password', {
    current: goodPassword,
    password: 'that of the thief',
  })
  expect((await setByCommand(hub)).statusCode).toBe(200)
  await change
  expect((await signIn(hub, next)).status).toBe(200)
})

test('who signs in by the old password while a new one is set does not stay', async () => {
  const { hub } = await testHub(unlimited)
  await ownerBrowser(hub)
  const thieves = Array.from({ length: 8 }, () => browserOf(hub))
  const set = setByCommand(hub)
  await Promise.all(thieves.map((thief) => signIn(hub, goodPassword, thief)))
  expect((await set).statusCode).toBe(200)
  const looks = await Promise.all(thieves.map((thief) => thief.send('GET', '/api/v1/sessions')))
  expect(looks.map(({ status }) => status)).toEqual(thieves.map(() => 401))
})

test('the current password cannot be guessed in a window that was left open', async () => {
  const { hub } = await testHub()
  const window = await ownerBrowser(hub)
  const statuses = []
  for (let guess = 0; guess < 20; guess += 1) {
    const body = { current: `guess ${guess}`, password: 'that of the thief' }
    statuses.push((await window.send('PUT', '/api/v1/password', body)).status)
  }
  expect(statuses.filter((status) => status === 403).length).toBeLessThanOrEqual(5)
  expect(new Set(statuses)).toEqual(new Set([403, 429]))
})
