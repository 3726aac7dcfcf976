import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hubInTheAttic, type RunningHub } from './running-hub.ts'
import { type Host, whyNot } from './two-hosts.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const reason = whyNot()
if (reason) process.stderr.write(`The tests of events between two hosts are skipped: ${reason}\n`)

describe.skipIf(reason)('a device in the cellar that listens to the hub in the attic', () => {
  let attic: Host
  let cellar: Host
  let end: () => Promise<void>
  let hub: RunningHub

  beforeAll(async () => {
    ;({ attic, cellar, hub, end } = await hubInTheAttic())
  })

  afterAll(async () => {
    await end?.()
  })

  const url = () => `http://${attic.address}:9693`
  const command = async (path: string, body: object) => {
    const reply = await attic.ask('call', {
      ...{ method: 'POST', url: `http://127.0.0.1:9693/api/v1/${path}` },
      ...{ authorization: `Bearer ${hub.token}`, body },
    })
    return reply.body
  }
  const newKey = async (app: string, account = 'Ada') =>
    String((await command('keys', { account, app })).text)
  /** Version `number` of a slot, as another device would send it. */
  const upload = (key: string, number: number) => ({
    ...{ hub: url(), key, deviceName: 'Laptop', settings: `{"version":${number}}` },
    savedTs: new Date(Date.UTC(2025, 0, 1, 0, number)).toISOString(),
  })

  test('is told of a change within 200 ms', async () => {
    const key = await newKey('thunder')
    await attic.ask('sync', upload(key, 1))
    await cellar.ask('watch', url(), [key])
    const answered: number[] = []
    for (let number = 2; number <= 21; number += 1) {
      answered.push(await attic.ask('sync', upload(key, number)))
    }
    const told = await vi.waitFor(async () => {
      const all = await cellar.ask('told')
      expect(Object.keys(all)).toHaveLength(20)
      return all
    })
    const delays = answered.map((at, turn) => Number(told[turn + 2]) - at).sort((a, b) => a - b)
    // One of them may meet a busy machine.
    expect(delays.at(-2)).toBeLessThan(200)
  })

  test('is answered as fast as ever while 300 others listen', async () => {
    const key = await newKey('obtainium')
    const sync = {
      ...{ method: 'POST', url: `${url()}/api/v1/sync/update`, authorization: key },
      body: { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: '{"a":1}' },
    }
    await cellar.ask('median', sync, 20)
    const usual = await cellar.ask('median', sync, 60)
    // Of one account a hundred may listen.
    const members = ['Bo', 'Cy', 'Di', 'Ed']
    for (const name of members) await command('accounts', { name })
    const keys = await Promise.all(
      members.flatMap((name) => Array.from({ length: 15 }, () => newKey('vimium', name))),
    )
    expect(await attic.ask('watch', url(), keys, 5)).toBe(300)
    const meanwhile = await cellar.ask('median', sync, 60)
    expect(meanwhile).toBeLessThan(2 * usual + 1)
    // A sixth of one key is refused, and costs the others nothing.
    const sixth = { url: `${url()}/api/v1/sync/events`, authorization: String(keys[0]) }
    expect(await cellar.ask('call', sixth)).toMatchObject({ status: 429 })
  })
})
