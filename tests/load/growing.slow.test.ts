import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findAccount } from '../../server/accounts/accounts.ts'
import { maxEndedKeys } from '../../server/accounts/keys.ts'
import { layoutOf, slotFolder } from '../../server/storage/lowdb/layout.ts'
import { figure } from '../helpers/figures.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'

const rounds = process.env.SECURITY === 'full' ? 2_000 : 150

test('a member who makes up devices and keys, and drops them again, slows nobody down', async () => {
  const { hub, folder } = await testHub({ environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'fatal' } })
  const key = await keyFor(hub, 'thunder', 'Ada')
  const first = await keyFor(hub, 'thunder', 'Mallory')
  const call = async (method: 'POST' | 'DELETE', url: string, payload?: object) => {
    const headers = { authorization: hub.controlToken }
    const reply = await hub.app.inject({ method, url, headers, ...(payload && { payload }) })
    expect(reply.statusCode).toBe(200)
    return reply.json()
  }
  const upload = (deviceName: string, settings: string) => ({
    ...{ deviceName, settings },
    savedTs: '2025-03-01T10:00:00Z',
  })
  await post(hub, first, upload('Phone', 'x'))
  let over = false
  const attack = (async () => {
    for (let round = 0; round < rounds; round += 1) {
      const made = await call('POST', '/api/v1/keys', { account: 'Mallory', app: 'thunder' })
      const name = `made up ${round} ${'x'.repeat(150)}`
      expect((await post(hub, made.text, upload(name, 'x'))).status).toBe(200)
      const device = `/api/v1/slots/thunder/devices/${encodeURIComponent(name)}`
      await call('DELETE', `${device}?account=Mallory`)
      await call('DELETE', `/api/v1/keys/${made.key.id}`)
    }
  })().finally(() => {
    over = true
  })
  const times: number[] = []
  while (!over) {
    const before = performance.now()
    expect((await post(hub, key, upload('Pixel', 'mine'))).status).toBe(200)
    times.push(performance.now() - before)
    // Everybody else has a turn too.
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await attack
  await hub.store.flush()
  const { id: accountId } = await findAccount(hub.store, 'Mallory')
  const slot = slotFolder(layoutOf(folder), { accountId, app: 'thunder' })
  const { size } = await stat(join(slot, 'devices.json'))
  const keys = (await hub.store.keys.list()).filter((one) => one.accountId === accountId)
  const p50 = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
  const told = `an honest sync meanwhile: p50 ${Math.round(p50)} ms; the document of devices ${size} bytes`
  figure('made-up devices and keys, dropped again', rounds, 0, told)
  expect(size).toBeLessThan(100_000)
  expect(keys.length).toBeLessThanOrEqual(maxEndedKeys + 2)
  expect(p50).toBeLessThan(50)
}, 600_000)
