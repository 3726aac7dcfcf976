import { expect, test } from 'vitest'
import { acceptIdentity } from '../../../server/api/provider-sign-in.ts'
import { browserOf, goodPassword, ownerBrowser } from '../../helpers/browser.ts'
import { type TestHub, testHub } from '../../helpers/hub.ts'

const people = 40
const tabs = 6

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Every account with how many ways in and sessions it has. */
async function membersOf({ hub: { store } }: TestHub) {
  const members = (await store.accounts.list()).filter(({ role }) => role === 'member')
  return Promise.all(
    members.map(async ({ id }) => {
      const ways = await store.signIns.get(id)
      return {
        ways: (ways?.identities.length ?? 0) + (ways?.password ? 1 : 0),
        sessions: (await store.sessions.ofAccount(id)).length,
      }
    }),
  )
}

test('40 people who come by a provider in 6 tabs each get one account each, all of them by the same name', async () => {
  const test = await testHub()
  const { hub, clock } = test
  await ownerBrowser(hub)
  const arrive = async (person: number) => {
    const request = { headers: {}, protocol: 'http', ip: '127.0.0.1', log: { info: () => {} } }
    const reply = { header: () => {} }
    const parts = { store: hub.store, now: () => clock.now, events: hub.events }
    const identity = {
      way: 'oidc' as const,
      issuer: 'https://id',
      subject: `${person}`,
      label: 'Grace',
    }
    const context = { returnTo: '/apps', request, reply }
    const place = await acceptIdentity({ ...parts, signUp: 'open' }, identity, context as never)
    return place.split('=')[0]
  }
  const arrivals = numbers(people * tabs).map((index) => arrive(index % people))
  expect(new Set(await Promise.all(arrivals))).toEqual(new Set(['/apps#proof']))
  expect(await membersOf(test)).toEqual(numbers(people).map(() => ({ ways: 1, sessions: tabs })))
}, 60_000)

test('who sends one invitation from 6 tabs becomes one member, and the other tabs are told in words', async () => {
  const test = await testHub({ environment: { RATE_LIMIT: 'off' } })
  const owner = await ownerBrowser(test.hub)
  const guests = await Promise.all(
    numbers(3).map(async (person) => {
      const { body } = await owner.send('POST', '/api/v1/invites', {})
      return { name: `Guest ${person}`, token: String(body.url).split('#')[1] }
    }),
  )
  const replies = await Promise.all(
    numbers(tabs).flatMap(() =>
      guests.map((guest) =>
        browserOf(test.hub).send('POST', '/api/v1/invites/accept', {
          ...guest,
          password: goodPassword,
        }),
      ),
    ),
  )
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(guests.length)
  const refused = replies.filter(({ status }) => status !== 200)
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['invite_unknown']))
  expect(await membersOf(test)).toEqual(guests.map(() => ({ ways: 1, sessions: 1 })))
  expect(await test.hub.store.invites.list()).toEqual([])
}, 60_000)
