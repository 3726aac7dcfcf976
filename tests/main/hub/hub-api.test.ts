import { expect, test } from 'vitest'
import { hubApi } from '../../../main/hub/hub-api.ts'
import { authenticate } from '../../../server/accounts/keys.ts'
import { listHistory } from '../../../server/slots/history.ts'
import { post } from '../../helpers/hub.ts'
import { desktopHub, makeOwner } from './desktop-hub.ts'

async function ask(url: string, deviceName = 'Pixel 8') {
  const reply = await fetch(`${url}/api/v1/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceName, app: 'thunder' }),
  })
  return (await reply.json()) as { id: string; secret: string }
}

async function outcome(url: string, { id, secret }: { id: string; secret: string }) {
  const headers = { authorization: `Bearer ${secret}` }
  const reply = await fetch(`${url}/api/v1/pairings/${id}`, { headers })
  return (await reply.json()) as { state: string; key?: string }
}

test('the switch for the network is the setting of the hub', async () => {
  const { hub } = await desktopHub()
  const api = hubApi(() => hub)
  expect(hub.lan.on).toBe(false)
  await api.setLan(true)
  expect([hub.lan.on, hub.store.settings.get().lan]).toEqual([true, true])
  await api.setLan(false)
  expect(hub.lan.on).toBe(false)
})

test('a device that is approved gets a key of the person at this computer', async () => {
  const running = await desktopHub({ LAN: 'on' })
  const owner = await makeOwner(running)
  const api = hubApi(() => running.hub)
  const asked = await ask(running.url)
  const [request, ...others] = await api.pairings()
  expect(others).toEqual([])
  expect(request).toMatchObject({ deviceName: 'Pixel 8', app: 'thunder', id: asked.id })
  await api.approve(asked.id)
  const { key = '' } = await outcome(running.url, asked)
  const holder = await authenticate(running.hub.store, key, 0)
  expect(holder.account.id).toBe(owner.id)
  expect(await api.pairings()).toEqual([])
})

test('a device that is denied gets none', async () => {
  const running = await desktopHub({ LAN: 'on' })
  const asked = await ask(running.url)
  await hubApi(() => running.hub).deny(asked.id)
  expect((await outcome(running.url, asked)).state).toBe('denied')
})

test('what fails says why in a sentence', async () => {
  const running = await desktopHub({ LAN: 'on' })
  const api = hubApi(() => running.hub)
  const asked = await ask(running.url)
  await expect(api.approve(asked.id)).rejects.toThrow(/no owner yet/)
  await makeOwner(running)
  await expect(api.approve('nothing')).rejects.toThrow('There is no such request to pair here.')
})

test('an earlier version comes back, and a key is made, for the person at this computer', async () => {
  const running = await desktopHub()
  const { id: accountId } = await makeOwner(running)
  const api = hubApi(() => running.hub)
  const { id, text: key } = await api.newKey('thunder', 'a.json')
  for (const [day, settings] of [
    ['01', 'first'],
    ['02', 'second'],
  ]) {
    const savedTs = `2025-01-${day}T00:00:00Z`
    await post(running.hub, key, { deviceName: 'a', savedTs, settings })
  }
  await api.restore('thunder', 1)
  const [newest] = await listHistory(running.hub.store, { accountId, app: 'thunder' })
  expect(newest?.version).toMatchObject({ number: 3, restored: 1 })
  await api.revokeKey(id)
  const again = { deviceName: 'a', savedTs: '2025-01-03T00:00:00Z', settings: 'third' }
  expect((await post(running.hub, key, again)).status).toBe(401)
})
