import { expect, test, vi } from 'vitest'
import { hubApi } from '../../../main/hub/hub-api.ts'
import { watchShrinks } from '../../../main/hub/shrinks.ts'
import type { Shrink } from '../../../main/status.ts'
import { keyFor, post } from '../../helpers/hub.ts'
import { desktopHub, makeOwner } from './desktop-hub.ts'

const upload = (day: number, settings: string) => ({
  deviceName: 'Pixel 8',
  savedTs: `2025-01-0${day}T00:00:00Z`,
  settings,
})

test('settings of the person here that shrink are told of; those of others are not', async () => {
  const running = await desktopHub()
  const { hub } = running
  await makeOwner(running)
  const told: Shrink[] = []
  const stop = watchShrinks(
    hub,
    (shrink) => told.push(shrink),
    (error) => {
      throw error
    },
  )
  const theirs = await keyFor(hub, 'thunder', 'Mia')
  const { text: key } = await hubApi(() => hub).newKey('thunder', 'a')
  for (const one of [theirs, key]) {
    await post(hub, one, upload(1, 'x '.repeat(1_000)))
    await post(hub, one, upload(2, 'x '.repeat(900)))
    await post(hub, one, upload(3, 'x '.repeat(10)))
  }
  await vi.waitFor(() => expect(told).not.toEqual([]))
  expect(told).toEqual([
    {
      app: 'thunder',
      appName: 'Thunder',
      deviceName: 'Pixel 8',
      before: 1_800,
      after: 20,
      replaced: 2,
      version: 3,
    },
  ])
  stop()
})
