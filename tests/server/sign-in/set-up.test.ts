import { expect, test } from 'vitest'
import { goodPassword } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

test('strangers with wrong links do not keep the owner from the set-up', async () => {
  const { hub } = await testHub()
  const token = await hub.newSetUpToken()
  const setUp = (from: string, sent: string | undefined) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/v1/set-up',
      remoteAddress: from,
      headers: { host: 'localhost', 'content-type': 'application/json' },
      payload: JSON.stringify({ token: sent, name: 'Ada', password: goodPassword }),
    })
  for (let i = 1; i <= 10; i += 1) await setUp(`192.168.1.${i}`, 'wrong')
  expect((await setUp('127.0.0.1', token)).statusCode).toBe(200)
})

test('of two set-ups by one link at the same time one makes an owner', async () => {
  const { hub } = await testHub()
  const token = await hub.newSetUpToken()
  const setUp = async (name: string) => {
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/set-up',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      payload: JSON.stringify({ token, name, password: goodPassword }),
    })
    return reply.statusCode
  }
  expect((await Promise.all([setUp('Ada'), setUp('Eve')])).sort()).toEqual([200, 403])
  expect(await hub.store.accounts.list()).toHaveLength(1)
})
