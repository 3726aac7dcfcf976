import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ownIdentity } from '../../../server/tls/identity.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

export interface Template {
  readonly folder: string
  /** Of Ada, whose files are damaged, and of Grace, who must not notice. */
  readonly keys: { readonly ada: string; readonly grace: string }
  /** The versions of Ada, oldest first, relative to the folder. */
  readonly versions: readonly string[]
  readonly slot: string
}

/** A stopped hub with two people, each with three versions of their settings. */
export async function makeTemplate(): Promise<Template> {
  const folder = join(await temporaryFolder(), 'data')
  const { hub, clock } = await testHub({ folder })
  const keys = { ada: await keyFor(hub), grace: await keyFor(hub, 'thunder', 'Grace') }
  for (const key of Object.values(keys)) {
    for (const hour of ['09', '10', '11']) {
      const savedTs = `2025-03-01T${hour}:00:00.000Z`
      await post(hub, key, { deviceName: 'Phone', savedTs, settings: `of ${hour} h` })
    }
  }
  await ownIdentity({ files: hub.store.tls, label: 'hub', now: () => clock.now }).credentials([])
  await hub.store.noteSeen({ at: clock.now })
  const [ada] = await hub.store.accounts.list()
  await hub.close()
  const slot = join('slots', ada?.id ?? '', 'thunder')
  const names = (await readdir(join(folder, slot))).filter((name) => name.endsWith('.version'))
  return { folder, keys, slot, versions: names.sort().map((name) => join(slot, name)) }
}
