import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { desktopConfig } from '../../../main/hub/options.ts'
import { runHub } from '../../../main/hub/run-hub.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { desktopHub, takenPort } from './desktop-hub.ts'

test('the hub answers on this computer', async () => {
  const { url, port, takenPort } = await desktopHub()
  expect(url).toBe(`http://127.0.0.1:${port}`)
  expect(takenPort).toBeUndefined()
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test('where its port is taken it uses another one, and says so', async () => {
  const port = await takenPort()
  const running = await desktopHub({ PORT: String(port) })
  expect(running.takenPort).toBe(port)
  expect(running.port).not.toBe(port)
  expect((await fetch(`${running.url}/health`)).status).toBe(200)
})

test('a folder that another hub has is not touched, and nothing is left open', async () => {
  const { hub } = await desktopHub()
  const config = desktopConfig({ PORT: '0' }, hub.config.dataDir)
  await expect(runHub(config, { log: pino({ level: 'silent' }) }, () => {})).rejects.toThrow(
    /another hub/i,
  )
})

test('a folder that cannot be used is said to be so', async () => {
  const file = join(await temporaryFolder(), 'hub')
  await writeFile(file, '')
  const log = pino({ level: 'silent' })
  await expect(runHub(desktopConfig({ PORT: '0' }, file), { log }, () => {})).rejects.toThrow(file)
})

test('after a restore another hub takes its place, at the same address', async () => {
  const running = await desktopHub()
  const { hub: before, url } = running
  const seen: unknown[] = []
  running.attach((hub) => {
    seen.push(hub)
    return () => seen.push('ended')
  })
  before.setPaused(true)
  const headers = { authorization: before.controlToken, 'content-type': 'application/zip' }
  const backup = await (await fetch(`${url}/api/v1/backup`, { headers })).arrayBuffer()
  const sent = { method: 'POST', headers, body: backup }
  expect((await fetch(`${url}/api/v1/restore`, sent)).status).toBe(200)
  await vi.waitFor(() => expect(seen).toHaveLength(3))
  expect(running.hub).not.toBe(before)
  expect(seen).toEqual([before, 'ended', running.hub])
  expect(running.hub.paused()).toBe(true)
  const reply = await fetch(`${url}/api/v1/hub`)
  expect(await reply.json()).toMatchObject({ id: running.hub.store.hub.id })
})
