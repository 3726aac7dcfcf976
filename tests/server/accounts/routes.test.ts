import { expect, test } from 'vitest'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

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
