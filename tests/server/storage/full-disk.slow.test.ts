import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linkIdentity } from '../../../server/sign-in/identities.ts'
import { type Browser, goodPassword, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { noSyncs, systemError } from './lowdb/support.ts'

/** A hub whose disk, once it is full, has no room but that of the reserve. */
async function rig() {
  const folder = join(await temporaryFolder(), 'data')
  const reserve = join(folder, 'RESERVE')
  const disk = { isFull: false }
  const syncs = {
    ...noSyncs,
    file: async () => {
      if (disk.isFull && existsSync(reserve)) throw systemError('ENOSPC')
    },
  }
  const { hub } = await testHub({ folder, overrides: { store: { syncs } } })
  const owner = await ownerBrowser(hub, 'Olga')
  const mia = await memberBrowser(hub, owner, 'Mia')
  const key = await keyFor(hub, 'thunder', 'Mia')
  const upload = { deviceName: 'Phone', savedTs: '2025-03-01T10:00:00Z', settings: 'one' }
  await post(hub, key, upload)
  const identity = {
    way: 'github' as const,
    issuer: 'https://github.com',
    subject: '1',
    label: 'mia',
  }
  const account = await hub.store.accounts.named('Mia')
  await hub.store.change((records) => linkIdentity(records, account?.id ?? '', identity, 0))
  const firstId = async (path: string, list: string) =>
    ((await mia.send('GET', path)).body[list] as { id: string }[])[0]?.id
  const ids = {
    key: await firstId('/api/v1/keys', 'keys'),
    identity: await firstId('/api/v1/sign-ins', 'identities'),
  }
  // The room that was given up is held again.
  await hub.store.noteSeen({ at: 0 })
  disk.isFull = true
  return { hub, owner, mia, ids, reserve }
}

type Rig = Awaited<ReturnType<typeof rig>>
type Request = readonly [who: Browser, method: string, path: string, body?: object]

const again = { current: goodPassword, password: `${goodPassword} again` }

const takingAway: Readonly<Record<string, (rig: Rig) => Request>> = {
  'revoke a key': ({ mia, ids }) => [mia, 'DELETE', `/api/v1/keys/${ids.key}`],
  'give a key a new text': ({ mia, ids }) => [mia, 'POST', `/api/v1/keys/${ids.key}/rotate`],
  'sign out': ({ mia }) => [mia, 'DELETE', '/api/v1/session'],
  'sign out everywhere else': ({ mia }) => [mia, 'DELETE', '/api/v1/sessions'],
  'set a password': ({ mia }) => [mia, 'PUT', '/api/v1/password', again],
  'take a way in away': ({ mia, ids }) => [mia, 'DELETE', `/api/v1/sign-ins/${ids.identity}`],
  'switch an account off': ({ owner }) => [
    owner,
    'PATCH',
    '/api/v1/accounts/Mia',
    { disabled: true },
  ],
  'remove an account': ({ owner }) => [owner, 'DELETE', '/api/v1/accounts/Mia', { name: 'Mia' }],
  'forget a device': ({ mia }) => [mia, 'DELETE', '/api/v1/slots/thunder/devices/Phone'],
}

test.each(Object.entries(takingAway))('one can %s on a full disk', async (what, request) => {
  const tried = await rig()
  const [who, method, path, body] = request(tried)
  expect((await who.send(method, path, body)).status).toBe(200)
  // It was the reserve that made it possible; only where nothing was to be ended it stays.
  expect(existsSync(tried.reserve)).toBe(what === 'sign out everywhere else')
})

test('what adds something is refused on a full disk, and does not take the reserve', async () => {
  const { owner, mia, reserve } = await rig()
  expect((await owner.send('POST', '/api/v1/accounts', { name: 'Bo' })).status).toBe(507)
  expect((await mia.send('POST', '/api/v1/keys', { app: 'vimium' })).status).toBe(507)
  expect((await owner.send('POST', '/api/v1/invites', {})).status).toBe(507)
  expect(existsSync(reserve)).toBe(true)
})
