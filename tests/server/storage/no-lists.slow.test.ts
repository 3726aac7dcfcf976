import { expect, test, vi } from 'vitest'
import { browserKnownToAny } from '../../../server/api/known-browsers.ts'
import type { recordsOn } from '../../../server/storage/lowdb/collections.ts'
import {
  type Browser,
  browserOf,
  goodPassword,
  memberBrowser,
  ownerBrowser,
} from '../../helpers/browser.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const requestOf = ({ cookies }: Browser) => {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return { protocol: 'http', basePath: '', headers: { cookie } } as never
}

const counted = vi.hoisted(() => ({ lists: [] as string[] }))

vi.mock(import('../../../server/storage/lowdb/collections.ts'), async (load) => {
  const real = await load()
  const counting: typeof recordsOn = (drafts) => {
    const records = real.recordsOn(drafts)
    for (const name of ['accounts', 'keys', 'signIns', 'sessions', 'invites'] as const) {
      const { list } = records[name]
      Object.assign(records[name], {
        list: () => {
          counted.lists.push(name)
          return list()
        },
      })
    }
    return records
  }
  return {
    ...real,
    recordsOn: counting,
    recordsOutside: (drafts, change) => real.recordsOutside(drafts, change, counting),
  }
})

test('no request reads all accounts, keys, sessions or sign-ins, but those whose answer they are', async () => {
  const { hub } = await testHub({ environment: { RATE_LIMIT: 'off' } })
  const owner = await ownerBrowser(hub, 'Olga')
  const member = await memberBrowser(hub, owner, 'Mia')
  const key = await keyFor(hub, 'thunder', 'Mia')
  counted.lists.length = 0

  const upload = { deviceName: 'Phone', savedTs: '2025-03-01T10:00:00Z', settings: 'one' }
  expect((await post(hub, key, upload)).status).toBe(200)
  const made = await member.send('POST', '/api/v1/keys', { app: 'vimium' })
  const { id } = made.body.key as { id: string }
  const other = browserOf(hub)
  const requests = [
    await other.send('GET', '/api/v1/session'),
    await other.send('POST', '/api/v1/session', { name: 'Mia', password: goodPassword }),
    await member.send('GET', '/api/v1/session'),
    await member.send('GET', '/api/v1/sessions'),
    await member.send('GET', '/api/v1/sign-ins'),
    await member.send('GET', '/api/v1/keys'),
    await member.send('GET', '/api/v1/devices'),
    await member.send('GET', '/api/v1/slots'),
    await member.send('GET', '/api/v1/apps'),
    await member.send('POST', `/api/v1/keys/${id}/rotate`),
    await member.send('DELETE', `/api/v1/keys/${id}`),
    await member.send('PUT', '/api/v1/password', {
      current: goodPassword,
      password: `${goodPassword} again`,
    }),
    await member.send('DELETE', '/api/v1/sessions'),
    await owner.send('GET', '/api/v1/status'),
    await owner.send('POST', '/api/v1/invites', {}),
    await owner.send('POST', '/api/v1/apps', { name: 'My own app' }),
    await owner.send('DELETE', '/api/v1/apps/my-own-app'),
    await owner.send('POST', '/api/v1/accounts', { name: 'Bo' }),
    await owner.send('PATCH', '/api/v1/accounts/Bo', { disabled: true }),
    await owner.send('DELETE', '/api/v1/accounts/Bo', { name: 'Bo' }),
  ]
  expect(requests.map(({ status }) => status)).toEqual(requests.map(() => 200))
  await memberBrowser(hub, owner, 'Zoe')
  // A browser that is known somewhere begins a sign-in, or sends its cookie.
  expect(await browserKnownToAny(hub.store, requestOf(member))).toBeDefined()
  expect(await browserKnownToAny(hub.store, requestOf(browserOf(hub)))).toBeUndefined()
  expect(counted.lists).toEqual([])

  // The count counts: these show all of them.
  await owner.send('GET', '/api/v1/accounts')
  await owner.send('GET', '/api/v1/invites')
  expect(counted.lists).toEqual(['accounts', 'invites'])
})
