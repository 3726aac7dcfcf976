import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { keyFor, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

test('a sound hub is ready; anyone may ask, by any name', async () => {
  const { hub } = await testHub()
  const headers = { host: 'container-name.example:80' }
  const reply = await hub.app.inject({ url: '/health', headers })
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toEqual({ status: 'ready', problems: 0 })
})

test('a hub whose disk failed says so with 503, and where it runs on, who it is', async () => {
  let broken = false
  const syncs = {
    ...noSyncs,
    file: async () => {
      if (broken) throw Object.assign(new Error('EIO'), { code: 'EIO' })
    },
  }
  const { hub } = await testHub({ overrides: { store: { syncs } } })
  const authorization = await keyFor(hub)
  broken = true
  const upload = { deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z', settings: 'x' }
  const sync = () =>
    hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization },
      payload: upload,
    })
  expect((await sync()).statusCode).toBe(503)
  broken = false
  expect((await sync()).statusCode).toBe(503)
  const health = await hub.app.inject('/health')
  expect([health.statusCode, health.json().status]).toEqual([503, 'failed'])
  expect((await hub.app.inject('/api/v1/hub')).json()).toMatchObject({
    success: true,
    id: hub.store.hub.id,
    name: 'SxncD hub',
    version: manifest.version,
    apiVersions: ['v1'],
  })
})
