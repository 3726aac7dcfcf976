import { expect, test } from 'vitest'
import { days, minutes } from '../../../server/lib/clock.ts'
import { browserOf, goodPassword, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

const ada = { name: 'Ada', password: goodPassword }

test('a session that is ended while it is in use does not come back', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const thief = browserOf(hub)
  await thief.send('POST', '/api/v1/session', ada)
  // By now the time of last use is written again.
  clock.now += minutes(6)
  await owner.send('GET', '/api/v1/sessions')
  await Promise.all([
    owner.send('DELETE', '/api/v1/sessions'),
    ...Array.from({ length: 5 }, () => thief.send('GET', '/api/v1/sessions')),
  ])
  expect((await thief.send('GET', '/api/v1/sessions')).status).toBe(401)
})

test('an account has a hundred sessions at most: the longest unused ends', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  for (let count = 0; count < 99; count += 1) {
    clock.now += minutes(1)
    await browserOf(hub).send('POST', '/api/v1/session', ada)
  }
  expect(await hub.store.sessions.list()).toHaveLength(100)
  expect((await owner.send('GET', '/api/v1/sessions')).status).toBe(200)
  const last = browserOf(hub)
  for (const _ of [1, 2]) {
    clock.now += minutes(1)
    await last.send('POST', '/api/v1/session', ada)
  }
  expect(await hub.store.sessions.list()).toHaveLength(100)
  expect((await owner.send('GET', '/api/v1/sessions')).status).toBe(200)
  expect((await last.send('GET', '/api/v1/sessions')).status).toBe(200)
})

test('sessions that are over do not stay in the data folder', async () => {
  const { hub, clock } = await testHub()
  await ownerBrowser(hub)
  clock.now += days(15)
  await browserOf(hub).send('POST', '/api/v1/session', ada)
  expect(await hub.store.sessions.list()).toHaveLength(1)
})
