import { expect, test } from 'vitest'
import { isoTime } from '../../../server/lib/clock.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'

const largeText = (value: string) => `{"a":"${value.repeat(9 * 1024 ** 2)}"}`

test('a merge with large copies waits its turn, however small what is in use is', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  const key = await keyFor(hub)
  let minute = 0
  const sync = async (deviceName: string, settings: string) => {
    minute += 1
    const savedTs = isoTime(testStart - 3_600_000 + minute * 60_000)
    const body = `{"deviceName":"${deviceName}","savedTs":"${savedTs}","settings":${settings}}`
    expect((await post(hub, key, body)).status).toBe(200)
  }
  await sync('Phone', largeText('a'))
  await sync('Tablet', largeText('a'))
  await sync('Phone', largeText('b'))
  await sync('Tablet', '{"a":1}')
  await sync('Tablet', '{"a":2}')
  const conflict = '/api/v1/slots/thunder/conflicts/4'
  const two = await Promise.all([owner.send('GET', conflict), owner.send('GET', conflict)])
  expect(two.map(({ status }) => status).sort()).toEqual([200, 429])
})
