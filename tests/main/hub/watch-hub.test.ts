import { expect, test, vi } from 'vitest'
import { hubApi } from '../../../main/hub/hub-api.ts'
import type { RunningHub } from '../../../main/hub/run-hub.ts'
import { watchHub } from '../../../main/hub/watch-hub.ts'
import { createStatusStore } from '../../../main/status-store.ts'
import { textsFor } from '../../../main/texts.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post } from '../../helpers/hub.ts'
import { desktopHub, takenPort } from './desktop-hub.ts'

const at = Date.parse('2025-03-01T12:00:00Z')

function watching(running: RunningHub, linksProblem?: string) {
  const status = createStatusStore()
  const watch = watchHub({
    running,
    status,
    api: hubApi(() => running.hub),
    texts: textsFor('en'),
    now: () => at,
    linksProblem: () => linksProblem,
    onError(error) {
      throw error
    },
  })
  return { status, watch }
}

const upload = { deviceName: 'Pixel 8', savedTs: '2025-01-01T00:00:00Z', settings: 'a' }

test('the status is that of the hub', async () => {
  const running = await desktopHub()
  const { status, watch } = watching(running)
  await watch.look()
  expect(status.get()).toMatchObject({
    address: `http://localhost:${running.port}`,
    lan: false,
    paused: false,
    problems: [],
    pairings: [],
    lastSync: undefined,
  })
  watch.close()
})

test('syncs, pauses and requests to pair are told of by themselves', async () => {
  const running = await desktopHub({ LAN: 'on' })
  const { hub, url } = running
  const { status, watch } = watching(running)
  await watch.look()
  await post(hub, await keyFor(hub), upload)
  const lastSync = { device: 'Pixel 8', app: 'Thunder', at }
  await vi.waitFor(() => expect(status.get().lastSync).toEqual(lastSync))
  hub.setPaused(true)
  await vi.waitFor(() => expect(status.get().paused).toBe(true))
  await fetch(`${url}/api/v1/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceName: 'Pixel 9', app: 'obtainium' }),
  })
  await vi.waitFor(() =>
    expect(status.get().pairings).toMatchObject([{ deviceName: 'Pixel 9', app: 'Obtainium' }]),
  )
  watch.close()
})

test('the last sync before the start is known too', async () => {
  const running = await desktopHub({}, () => at - 5_000)
  const key = await keyFor(running.hub)
  await post(running.hub, key, upload)
  const { status, watch } = watching(running)
  await watch.look()
  expect(status.get().lastSync).toEqual({ device: 'Pixel 8', app: 'Thunder', at: at - 5_000 })
  watch.close()
})

test('what is wrong is told of', async () => {
  const port = await takenPort()
  const running = await desktopHub({ PORT: String(port) })
  const { status, watch } = watching(running, 'The links do not work.')
  await watch.look()
  const [first, second] = status.get().problems
  expect(first).toMatchObject({ key: 'port', text: expect.stringContaining(String(port)) })
  expect(second).toEqual({ key: 'links', text: 'The links do not work.' })
  watch.close()
})

test('devices of the owner that changed at the same time are told of until it is settled', async () => {
  const running = await desktopHub({}, () => at)
  const { hub } = running
  await ownerBrowser(hub, 'Ada')
  const key = await keyFor(hub, 'thunder', 'Ada')
  const { status, watch } = watching(running)
  await watch.look()
  const sync = (deviceName: string, minute: number, settings: string) =>
    post(hub, key, { deviceName, savedTs: `2025-01-01T00:0${minute}:00Z`, settings })
  await sync('Pixel 8', 1, 'base')
  await sync('Tablet', 2, 'base')
  await sync('Pixel 8', 3, 'one')
  await sync('Tablet', 4, 'other')
  const conflict = { app: 'thunder', version: 4, unused: 'Pixel 8', used: 'Tablet' }
  await vi.waitFor(() => expect(status.get().conflicts).toMatchObject([conflict]))
  // It takes what is in use, and goes on from it.
  await sync('Pixel 8', 3, 'one')
  await sync('Pixel 8', 5, 'and on')
  await vi.waitFor(() => expect(status.get().conflicts).toEqual([]))
  watch.close()
})
