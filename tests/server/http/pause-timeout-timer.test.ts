import type { Server } from 'node:http'
import { expect, test } from 'vitest'
import { testHub } from '../../helpers/hub.ts'
import { openWire } from './wire.ts'

/** Node's own timer by which it looks for slow requests; it says whether it still runs. */
function timerOf(server: Server): { readonly _destroyed: boolean } {
  const key = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connectionsCheckingInterval',
  )
  return (server as never)[key as never]
}

test('nothing looks for slow requests while nobody is connected, and somebody does while one is', async () => {
  const { hub } = await testHub({ overrides: { timeouts: { headers: 100, check: 20 } } })
  const url = await hub.listen()
  const runs = () => !timerOf(hub.app.server)._destroyed
  expect(runs()).toBe(false)

  for (const _ of ['the first', 'and the next']) {
    const wire = await openWire(url)
    await expect.poll(runs).toBe(true)
    wire.send('GET / HTTP/1.1\r\nhost: hub\r\n')
    expect(await wire.closed()).toContain(' 408 ')
    await expect.poll(runs).toBe(false)
  }
})
