import { rename } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

test('while the data folder is gone nothing looks empty: not the state, not a backup', async () => {
  const { hub, folder } = await testHub()
  const key = await keyFor(hub)
  await post(hub, key, { deviceName: 'Phone', savedTs: '2025-01-01T00:00:00Z', settings: 'one' })
  const headers = { authorization: hub.controlToken }
  const ask = (url: string) => hub.app.inject({ url, headers })

  await rename(folder, `${folder}-elsewhere`)
  for (const url of ['/api/v1/status', '/api/v1/backup', '/api/v1/sync/settings']) {
    const reply = await hub.app.inject({
      url,
      headers: url.includes('sync') ? { authorization: key } : headers,
    })
    expect(reply.statusCode, url).toBe(503)
    expect(reply.json().error, url).toMatch(/data folder of the hub cannot be read \(ENOENT\)/)
    expect(reply.headers['content-disposition']).toBeUndefined()
  }
  const { checks } = (await ask('/api/v1/doctor')).json()
  expect(checks).toContainEqual(
    expect.objectContaining({
      code: 'data_folder_unreadable',
      level: 'problem',
      detail: expect.any(String),
    }),
  )

  await rename(`${folder}-elsewhere`, folder)
  expect((await ask('/api/v1/status')).json()).toMatchObject({ slots: 1, versions: 1 })
})
