import { expect, test } from 'vitest'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const stamp = (minute: number) => `2025-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`

test('a device syncs: created, none, incomingNewer, existingNewer', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const sync = async (minute: number, settings: unknown) =>
    (await post(hub, key, { deviceName: 'Pixel', savedTs: stamp(minute), settings })).body

  expect(await sync(1, 'one')).toEqual({ success: true, data: 'one', action: 'created' })
  expect(await sync(1, 'one')).toEqual({ success: true, data: 'one', action: 'none' })
  expect(await sync(2, 'two')).toEqual({ success: true, data: 'two', action: 'incomingNewer' })
  expect(await sync(1, 'one')).toEqual({ success: true, data: 'two', action: 'existingNewer' })
})
