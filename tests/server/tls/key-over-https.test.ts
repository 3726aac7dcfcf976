import { expect, test } from 'vitest'
import { bindToHttps, keyById, revokeKey, rotateKey } from '../../../server/accounts/keys.ts'
import type { Hub } from '../../../server/hub.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'

const behindProxy = { environment: { TRUST_PROXY: '127.0.0.1' } }

/** As a device that came through a proxy on this machine, by this scheme. */
async function sync(hub: Hub, key: string, scheme: 'http' | 'https', from = '127.0.0.1') {
  const reply = await hub.app.inject({
    method: 'GET',
    url: '/api/v1/sync/history',
    headers: { authorization: key, 'x-forwarded-proto': scheme, host: 'sync.example.com' },
    remoteAddress: from,
  })
  return [reply.statusCode, reply.headers['x-sxncd-error']]
}

const onlyKey = async (hub: Hub) => {
  const [key] = await hub.store.keys.list()
  return key ?? expect.fail()
}

test('a key that was used over HTTPS is refused over HTTP from then on', async () => {
  const { hub, folder } = await testHub(behindProxy)
  const key = await keyFor(hub)
  expect(await sync(hub, key, 'http')).toEqual([200, undefined])
  expect((await onlyKey(hub)).httpsOnly).toBeUndefined()
  expect(await sync(hub, key, 'https')).toEqual([200, undefined])
  expect(await sync(hub, key, 'http')).toEqual([403, 'key_https_only'])
  expect(await sync(hub, key, 'https')).toEqual([200, undefined])
  await hub.close()
  const again = await testHub({ ...behindProxy, folder })
  expect(await sync(again.hub, key, 'http')).toEqual([403, 'key_https_only'])
})

test('a scheme that somebody else than the proxy claims counts for nothing', async () => {
  const { hub } = await testHub(behindProxy)
  const key = await keyFor(hub)
  expect(await sync(hub, key, 'https', '192.168.1.7')).toEqual([200, undefined])
  expect((await onlyKey(hub)).httpsOnly).toBeUndefined()
  await sync(hub, key, 'https')
  expect(await sync(hub, key, 'https', '192.168.1.7')).toEqual([403, 'key_https_only'])
})

test('a new text begins anew; a key that is revoked meanwhile stays revoked', async () => {
  const { hub } = await testHub(behindProxy)
  await sync(hub, await keyFor(hub), 'https')
  const { text } = await rotateKey(hub.store, await onlyKey(hub), 1)
  expect(await sync(hub, text, 'http')).toEqual([200, undefined])
  const key = await onlyKey(hub)
  await Promise.all([revokeKey(hub.store, key, 2), bindToHttps(hub.store, key, true)])
  expect(await keyById(hub.store, key.id)).toMatchObject({ revokedAt: 2, httpsOnly: true })
})
