import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { minutes } from '../../../server/lib/clock.ts'
import {
  type Browser,
  browserOf,
  goodPassword,
  memberBrowser,
  ownerBrowser,
} from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

const signIn = (browser: Browser, password = goodPassword) =>
  browser.send('POST', '/api/v1/session', { name: 'Ada', password })

/** Guesses from ever new places, until the name itself is shut. */
async function attack(hub: Hub, name = 'Ada'): Promise<void> {
  for (let place = 1; place <= 20; place += 1) {
    await hub.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress: `192.0.2.${place}`,
      headers: { host: 'localhost', 'content-type': 'application/json' },
      payload: JSON.stringify({ name, password: `guess ${place}` }),
    })
  }
}

test('who guesses does not lock the owner out of a browser that was signed in before', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  await owner.send('DELETE', '/api/v1/session')
  await attack(hub)
  expect((await signIn(browserOf(hub))).status).toBe(429)
  expect((await signIn(owner)).status).toBe(200)
})

test('a known browser guesses no faster than others', async () => {
  const { hub, clock } = await testHub()
  const thief = await ownerBrowser(hub)
  await thief.send('DELETE', '/api/v1/session')
  const statuses = []
  for (let guess = 0; guess < 8; guess += 1) {
    statuses.push((await signIn(thief, `guess ${guess}`)).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
  clock.now += minutes(1)
  expect((await signIn(thief, 'guess')).status).toBe(401)
})

test('the cookie of one account is worth nothing at another, nor a made up one', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  await attack(hub)
  for (const secret of ['x'.repeat(43), '', '__proto__']) {
    const browser = browserOf(hub)
    for (const cookie of owner.cookies.keys()) {
      if (cookie.startsWith('sxncd-known')) browser.cookies.set(cookie, secret)
    }
    expect((await signIn(browser)).status).toBe(429)
  }
})

test('two people who share a browser are each known in it', async () => {
  const { hub } = await testHub()
  const browser = await ownerBrowser(hub)
  await memberBrowser(hub, browser, 'Mia')
  for (const name of ['Mia', 'Ada']) {
    await browser.send('POST', '/api/v1/session', { name, password: goodPassword })
  }
  await attack(hub)
  await attack(hub, 'Mia')
  for (const name of ['Mia', 'Ada', 'Mia']) {
    const reply = await browser.send('POST', '/api/v1/session', { name, password: goodPassword })
    expect(reply.status).toBe(200)
  }
})

test('what one person guesses in a shared browser is not counted for the other', async () => {
  const { hub } = await testHub()
  const browser = await ownerBrowser(hub)
  await memberBrowser(hub, browser, 'Mia')
  await browser.send('POST', '/api/v1/session', { name: 'Mia', password: goodPassword })
  for (let guess = 0; guess < 8; guess += 1) await signIn(browser, `guess ${guess}`)
  expect((await signIn(browser)).status).toBe(429)
  const mia = { name: 'Mia', password: goodPassword }
  expect((await browser.send('POST', '/api/v1/session', mia)).status).toBe(200)
})

test('a new password makes every other browser a stranger; of many the newest are known', async () => {
  const { hub } = await testHub({ environment: { RATE_LIMIT: 'off' } })
  const owner = await ownerBrowser(hub)
  for (let i = 0; i < 25; i += 1) await signIn(browserOf(hub))
  const [[id] = ['']] = await hub.store.signIns.list()
  expect((await hub.store.signIns.get(id))?.browsers).toHaveLength(20)
  // A browser that is known keeps its place, and takes no new one.
  const again = browserOf(hub)
  await signIn(again)
  await signIn(again)
  expect(new Set((await hub.store.signIns.get(id))?.browsers).size).toBe(20)
  await owner.send('PUT', '/api/v1/password', { current: goodPassword, password: 'another one!' })
  expect((await hub.store.signIns.get(id))?.browsers).toHaveLength(1)
  expect((await owner.send('DELETE', '/api/v1/session')).status).toBe(200)
})
