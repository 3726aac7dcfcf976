import { expect, test } from 'vitest'
import { minutes } from '../../../server/lib/clock.ts'
import { browserOf, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

/** A hub, and a browser that has the owner's cookie and nothing of its page: as on another port. */
async function setUp() {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const thief = browserOf(hub)
  for (const [name, value] of owner.cookies) thief.cookies.set(name, value)
  const ticketFor = async (path: string, browser = owner) => {
    const reply = await browser.send('POST', '/api/v1/address-tickets', { path })
    return { status: reply.status, query: `?ticket=${reply.body.ticket}` }
  }
  return { hub, clock, owner, thief, ticketFor }
}

test('the cookie of a session alone downloads nothing, and gets no ticket', async () => {
  const { thief, ticketFor } = await setUp()
  for (const path of ['/api/v1/me/export', '/api/v1/backup', '/api/v1/events', '/api/v1/keys']) {
    expect((await thief.send('GET', path)).code, path).toBe('sign_in_needed')
    expect((await ticketFor(path, thief)).status).toBe(401)
  }
  expect((await thief.send('GET', '/api/v1/session')).body.account).toBeNull()
})

test('a ticket opens the one path that it was made for, for a minute', async () => {
  const { hub, clock, owner, ticketFor } = await setUp()
  // As the browser does when a person clicks: it has the cookie, and sends no header.
  const navigation = browserOf(hub)
  for (const [name, value] of owner.cookies) navigation.cookies.set(name, value)
  const { query } = await ticketFor('/api/v1/me/export')
  expect((await navigation.send('GET', `/api/v1/me/export${query}`)).text.slice(0, 2)).toBe('PK')
  expect((await navigation.send('GET', `/api/v1/backup${query}`)).status).toBe(401)
  expect((await navigation.send('GET', `/api/v1/me/export/${query}`)).status).toBe(401)
  clock.now += minutes(1) + 1
  expect((await navigation.send('GET', `/api/v1/me/export${query}`)).status).toBe(401)
})

test('a ticket changes nothing, and is worth nothing in another browser', async () => {
  const { hub, owner, thief, ticketFor } = await setUp()
  const path = '/api/v1/sessions'
  const { query } = await ticketFor(path)
  expect((await thief.send('DELETE', path + query)).status).toBe(401)
  expect((await browserOf(hub).send('GET', path + query)).status).toBe(401)
  const member = await memberBrowser(hub, owner, 'Mia')
  member.proof = undefined
  expect((await member.send('GET', path + query)).status).toBe(401)
})

test('a ticket ends with its session', async () => {
  const { owner, thief, ticketFor } = await setUp()
  const { query } = await ticketFor('/api/v1/sessions')
  expect((await thief.send('GET', `/api/v1/sessions${query}`)).status).toBe(200)
  await owner.send('DELETE', '/api/v1/session')
  expect((await thief.send('GET', `/api/v1/sessions${query}`)).status).toBe(401)
})

test('no ticket that was changed in any place opens anything', async () => {
  const { thief, ticketFor } = await setUp()
  const { query } = await ticketFor('/api/v1/sessions')
  for (let at = '?ticket='.length; at < query.length; at += 1) {
    const other = query[at] === '1' ? '2' : '1'
    const forged = query.slice(0, at) + other + query.slice(at + 1)
    // The last character of a base64url text has bits that count for nothing; it is compared whole.
    expect((await thief.send('GET', `/api/v1/sessions${forged}`)).status, forged).toBe(401)
  }
  for (const forged of ['', '..', 'a.b.c', '9999999999999..']) {
    expect((await thief.send('GET', `/api/v1/sessions?ticket=${forged}`)).status).toBe(401)
  }
})
