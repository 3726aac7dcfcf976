import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKey } from '../../../server/accounts/keys.ts'
import { fillDisk } from './fill-disk.ts'
import { current, health, history, hubOn, startOn } from './hub-on.ts'

/** On a disk of 1 MiB, whose place is in the arguments. Prints what a hub answered. */
const [disk = ''] = process.argv.slice(2)
const folder = join(disk, 'data')
const filler = join(disk, 'filler')
writeFileSync(filler, Buffer.alloc(600 * 1024))

const tried = await hubOn(folder)
const steps: object[] = [await tried.upload('with room')]
const [account] = await tried.hub.store.accounts.list()
const secret = await tried.session(account?.id ?? '')
const wish = { app: 'thunder', name: 'Stolen' }
const stolen = account && (await createKey(tried.hub.store, { account, ...wish }, 0))
let kept = 1
for (; kept < 100; kept += 1) {
  const step = await tried.upload('until it is full', 20 * 1024)
  if (step.status === 200) continue
  steps.push(step)
  break
}
fillDisk(disk)
steps.push(await tried.upload('on a full disk'))
steps.push(await tried.get('the current settings', current))
steps.push(await tried.get('the history', history))
steps.push(await tried.get('the health', health))
const accounts = await tried.hub.store.accounts.list()
const added = await tried.hub.store.accounts
  .put({ id: 'eve', name: 'Eve', role: 'member', disabled: false, createdAt: 0 })
  .catch((error) => error.code)
steps.push({ what: 'an account', added, known: accounts.length })
steps.push(...(await tried.pages('a page of the window on a full disk', secret)))
fillDisk(disk)
const path = `/api/v1/keys/${stolen?.key.id}`
steps.push(await tried.asOwner('revoking a key on a full disk', 'DELETE', path))
steps.push(await tried.get('the key that was revoked', current, stolen?.text))
steps.push(await tried.asOwner('a backup to elsewhere', 'GET', '/api/v1/backup'))
await tried.hub.close()
// The lock of the hub that has stopped left just the room that the next one needs.
steps.push(await startOn('a start on a full disk', folder, tried.key))
fillDisk(disk)
steps.push(await startOn('a start without room for a lock', folder, tried.key))

rmSync(filler)
rmSync(join(disk, 'rest'))
const again = await hubOn(folder, tried.key)
const versions = await again.hub.store.slots
  .list()
  .then(([id]) => (id ? again.hub.store.slots.read(id, (slot) => slot.versions()) : []))
steps.push({
  what: 'kept',
  all: versions.length === kept,
  problems: again.hub.store.status().problems,
})
steps.push(await again.upload('with room again', 20 * 1024))

fillDisk(disk)
steps.push(await again.upload('full once more'))
rmSync(join(disk, 'rest'))
steps.push(await again.upload('and free, without a restart'))
await again.hub.close()
process.stdout.write(JSON.stringify(steps))
