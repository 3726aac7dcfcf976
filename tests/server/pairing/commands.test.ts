import { expect, test, vi } from 'vitest'
import { browserOf } from '../../helpers/browser.ts'
import { cliFor } from '../../helpers/cli.ts'
import { testHub } from '../../helpers/hub.ts'

vi.setConfig({ testTimeout: 60_000 })

test('a command lists who asks, and approves or denies by the code', async () => {
  const { hub, folder } = await testHub({ environment: { LAN: 'on' } })
  await hub.listen()
  const cli = cliFor(folder)
  const device = browserOf(hub)
  const ask = async (deviceName: string) => {
    const reply = await device.send('POST', '/api/v1/pairings', { deviceName, app: 'thunder' })
    return reply.body as { id: string; code: string; secret: string }
  }
  const outcome = async ({ id, secret }: { id: string; secret: string }) => {
    const headers = { authorization: `Bearer ${secret}` }
    return (await device.send('GET', `/api/v1/pairings/${id}`, undefined, headers)).body
  }

  expect((await cli('pairing', 'list')).out).toBe('No device asks to pair.\n')
  await cli('account', 'create', 'Ada')
  const [phone, tablet] = [await ask('Phone'), await ask('Tablet')]
  const list = await cli('pairing', 'list')
  expect(list.out).toMatch(new RegExp(`^${phone.code} +Phone +thunder +127\\.0\\.0\\.1 `, 'm'))

  const approved = await cli('pairing', 'approve', phone.code.toLowerCase(), '--account', 'Ada')
  expect(approved).toMatchObject({ code: 0, out: '"Phone" gets a key of Ada for thunder.\n' })
  expect(await outcome(phone)).toMatchObject({ state: 'approved' })
  const denied = await cli('pairing', 'deny', tablet.id)
  expect(denied).toMatchObject({ code: 0, out: '"Tablet" was sent away.\n' })
  expect(await outcome(tablet)).toMatchObject({ state: 'denied' })

  expect((await cli('pairing', 'deny', 'AAAAAA')).code).toBe(3)
  expect((await cli('pairing', 'approve', phone.code)).code).toBe(2)
  expect((await cli('pairing', 'deny', tablet.id)).err).toMatch(/denied already/)
})

test('without a hub that runs, a command says so', async () => {
  const { hub, folder } = await testHub()
  await hub.close()
  const { code, err } = await cliFor(folder)('pairing', 'list')
  expect([code, err]).toEqual([1, 'The hub is not running, so no device can ask.\n'])
})
