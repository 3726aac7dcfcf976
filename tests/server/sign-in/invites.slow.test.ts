import { expect, test } from 'vitest'
import { findAccount } from '../../../server/accounts/accounts.ts'
import { days } from '../../../server/lib/clock.ts'
import { createInvite, maxInvites } from '../../../server/sign-in/invites.ts'
import {
  type Browser,
  browserOf,
  goodPassword,
  memberBrowser,
  ownerBrowser,
} from '../../helpers/browser.ts'

import { testHub } from '../../helpers/hub.ts'

async function inviteBy(owner: Browser): Promise<string> {
  const { body } = await owner.send('POST', '/api/v1/invites', {})
  return String(body.url).split('#')[1] ?? ''
}

const accept = (browser: Browser, token: string, name: string) =>
  browser.send('POST', '/api/v1/invites/accept', { token, name, password: goodPassword })

test.each([{ disabled: true }, { role: 'member' }])(
  'the invitations of an owner are worth nothing after %o',
  async (change) => {
    const { hub } = await testHub()
    const owner = await ownerBrowser(hub)
    const eve = await memberBrowser(hub, owner, 'Eve')
    await owner.send('PATCH', '/api/v1/accounts/Eve', { role: 'owner' })
    const token = await inviteBy(eve)
    await owner.send('PATCH', '/api/v1/accounts/Eve', change)
    expect((await owner.send('GET', '/api/v1/invites')).body.invites).toEqual([])
    const mallory = browserOf(hub)
    const look = await mallory.send('POST', '/api/v1/invites/look', { token })
    expect(look.code).toBe('invite_unknown')
    expect((await accept(mallory, token, 'Mallory')).code).toBe('invite_unknown')
  },
)

test('while too many passwords wait, an invitation costs neither itself nor the name', async () => {
  const { hub } = await testHub({
    environment: { RATE_LIMIT: 'off' },
    overrides: { scryptCost: { N: 2 ** 15, r: 8, p: 1 } },
  })
  const owner = await ownerBrowser(hub)
  const token = await inviteBy(owner)
  const other = await inviteBy(owner)
  const others = Array.from({ length: 60 }, (_, index) =>
    accept(browserOf(hub), other, `Other ${index}`),
  )
  expect((await accept(browserOf(hub), token, 'Eve')).code).toBe('too_many_sign_ins')
  await Promise.all(others)
  expect((await accept(browserOf(hub), token, 'Eve')).status).toBe(200)
})

test('strangers who guess passwords do not keep anybody from an invitation', async () => {
  const { hub } = await testHub({ overrides: { scryptCost: { N: 2 ** 14, r: 8, p: 1 } } })
  const token = await inviteBy(await ownerBrowser(hub))
  const guesses = Array.from({ length: 40 }, (_, index) => {
    const body = { name: `Nobody ${index}`, password: 'guess' }
    return browserOf(hub).send('POST', '/api/v1/session', body)
  })
  expect((await accept(browserOf(hub), token, 'Eve')).status).toBe(200)
  await Promise.all(guesses)
})

test('an invitation is accepted once, also by two at the same time', async () => {
  const { hub } = await testHub()
  const token = await inviteBy(await ownerBrowser(hub))
  const replies = await Promise.all(
    ['Eve', 'Max'].map((name) => accept(browserOf(hub), token, name)),
  )
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 404])
})

test('invitations that are over do not stay in the data folder', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  await inviteBy(owner)
  clock.now += days(8)
  await inviteBy(owner)
  expect(await hub.store.invites.list()).toHaveLength(1)
})

test('there are so many open invitations, also where many are made at once; one taken back makes room', async () => {
  const { hub, clock } = await testHub()
  const owner = await ownerBrowser(hub)
  const make = () => owner.send('POST', '/api/v1/invites', {})
  const from = await findAccount(hub.store, 'Ada')
  const made = await Promise.allSettled(
    Array.from({ length: maxInvites + 2 }, () =>
      createInvite(hub.store, from, undefined, clock.now),
    ),
  )
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(maxInvites)
  expect((await make()).code).toBe('too_many_invites')
  const [[, { id } = { id: '' }] = []] = await hub.store.invites.list()
  expect((await owner.send('DELETE', `/api/v1/invites/${id}`)).status).toBe(200)
  expect((await make()).status).toBe(200)
  expect((await make()).code).toBe('too_many_invites')
})
