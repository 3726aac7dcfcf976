import { expect, test } from 'vitest'
import { createAccount, maxAccounts } from '../../../server/accounts/accounts.ts'
import { linkIdentity } from '../../../server/sign-in/identities.ts'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

/** Ada and Eve, who are both owners, and Max. */
async function twoOwners() {
  const { hub } = await testHub()
  const ada = await ownerBrowser(hub)
  const eve = await memberBrowser(hub, ada, 'Eve')
  await memberBrowser(hub, ada, 'Max')
  await ada.send('PATCH', '/api/v1/accounts/Eve', { role: 'owner' })
  return { hub, ada, eve }
}

test('of two owners who remove each other one stays', async () => {
  const { hub, ada, eve } = await twoOwners()
  await Promise.all([
    ada.send('DELETE', '/api/v1/accounts/Eve', { name: 'Eve' }),
    eve.send('DELETE', '/api/v1/accounts/Ada', { name: 'Ada' }),
  ])
  const owners = (await hub.store.accounts.list()).filter(({ role }) => role === 'owner')
  expect(owners).toHaveLength(1)
})

test('of two owners one of whom is removed and the other made a member one stays', async () => {
  const { hub, ada, eve } = await twoOwners()
  await Promise.all([
    ada.send('DELETE', '/api/v1/accounts/Eve', { name: 'Eve' }),
    eve.send('PATCH', '/api/v1/accounts/Ada', { role: 'member' }),
  ])
  const owners = (await hub.store.accounts.list()).filter(({ role }) => role === 'owner')
  expect(owners).toHaveLength(1)
})

test('two changes of one account at the same time both count', async () => {
  const { hub, ada } = await twoOwners()
  await Promise.all([
    ada.send('PATCH', '/api/v1/accounts/Eve', { disabled: true }),
    ada.send('PATCH', '/api/v1/accounts/Eve', { role: 'member' }),
  ])
  const eve = (await hub.store.accounts.list()).find(({ name }) => name === 'Eve')
  expect(eve).toMatchObject({ disabled: true, role: 'member' })
})

test('an account that is removed while it is changed does not come back', async () => {
  const { hub, ada } = await twoOwners()
  await Promise.all([
    ada.send('DELETE', '/api/v1/accounts/Max', { name: 'Max' }),
    ada.send('PATCH', '/api/v1/accounts/Max', { role: 'owner' }),
  ])
  const names = (await hub.store.accounts.list()).map(({ name }) => name)
  expect(names.sort()).toEqual(['Ada', 'Eve'])
})

const steps = [
  ['step down', 'PATCH', { role: 'member' }],
  ['be switched off', 'PATCH', { disabled: true }],
  ['be removed', 'DELETE', { name: 'Ada' }],
] as const

test.each(steps)('the only owner who can sign in may not %s', async (_, method, body) => {
  const { hub } = await testHub({
    environment: {
      ...{ PUBLIC_URL: 'http://localhost:9693', AUTH_MODULES: 'github' },
      ...{ GITHUB_CLIENT_ID: 'a', GITHUB_CLIENT_SECRET: 'b' },
    },
  })
  const ada = await ownerBrowser(hub)
  const leave = async () => {
    const { status, code } = await ada.send(method, '/api/v1/accounts/Ada', body)
    return `${status} ${code}`
  }
  // An owner without any way in, and one whose provider is not switched on.
  await ada.send('POST', '/api/v1/accounts', { name: 'Olga', role: 'owner' })
  const made = await ada.send('POST', '/api/v1/accounts', { name: 'Google', role: 'owner' })
  const link = async (id: string, way: 'oidc' | 'github' | 'google') => {
    const identity = { way, issuer: 'https://id.example', subject: way, label: way }
    await hub.store.change((records) => linkIdentity(records, id, identity, 0))
  }
  const { id } = made.body.account as { id: string }
  await link(id, 'google')
  expect(await leave()).toBe('409 last_owner_in')
  await link(id, 'github')
  expect(await leave()).toBe('200 undefined')
})

test('an owner who cannot sign in is taken off by one who can', async () => {
  const { hub } = await testHub()
  const ada = await ownerBrowser(hub)
  await ada.send('POST', '/api/v1/accounts', { name: 'Olga', role: 'owner' })
  const { status } = await ada.send('PATCH', '/api/v1/accounts/Olga', { role: 'member' })
  expect(status).toBe(200)
  expect((await ada.send('PATCH', '/api/v1/accounts/Ada', { role: 'member' })).code).toBe(
    'last_owner',
  )
})

test('a hub has so many accounts; one that is removed makes room', async () => {
  const { hub } = await testHub({ overrides: { store: { syncs: noSyncs } } })
  const ada = await ownerBrowser(hub)
  for (let count = 1; count < maxAccounts - 1; count += 1) {
    await createAccount(hub.store, `member ${count}`, 'member', 0)
  }
  const make = async (name: string) => (await ada.send('POST', '/api/v1/accounts', { name })).code
  expect([await make('the last'), await make('one more')]).toEqual([undefined, 'too_many_accounts'])
  await ada.send('DELETE', '/api/v1/accounts/member 7', { name: 'member 7' })
  expect([await make('one more'), await make('another')]).toEqual([undefined, 'too_many_accounts'])
})
