import { expect, test } from 'vitest'
import { ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

async function prepared() {
  const { hub, folder } = await testHub({ environment: { PUBLIC_URL: 'https://example.org/sync' } })
  const owner = await ownerBrowser(hub)
  const make = async (body: object) => owner.send('POST', '/api/v1/keys', body)
  return { hub, folder, owner, make }
}

test('an address is made whole, shown as what it is, and rotated as a whole', async () => {
  const { owner, make } = await prepared()
  const made = (await make({ app: 'vimium', address: true, readOnly: true })).body
  expect(made.key).toMatchObject({ app: 'vimium', address: true, readOnly: true })
  expect(made.url).toBe(`https://example.org/sync/f/${made.text}`)
  const { keys } = (await owner.send('GET', '/api/v1/keys')).body
  expect(JSON.stringify(keys)).not.toContain(made.text)
  expect(keys).toMatchObject([{ address: true }])
  const { id } = made.key as { id: string }
  const again = (await owner.send('POST', `/api/v1/keys/${id}/rotate`)).body
  expect(again.key).toMatchObject({ address: true, readOnly: true })
  expect(again.url).toBe(`https://example.org/sync/f/${again.text}`)
})

test('another key has no address, and there is none for all apps', async () => {
  const { hub, make } = await prepared()
  const { body } = await make({ app: 'vimium' })
  expect(body.key).toMatchObject({ address: false })
  expect(body.url).toBeUndefined()
  const all = await make({ app: '*', address: true })
  expect([all.status, all.code]).toEqual([400, 'address_of_one_app'])
  expect(await hub.store.keys.list()).toHaveLength(1)
})
