import { chmodSync, chownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { current, health, hubOn, startOn } from './hub-on.ts'

/** As a user to whom rights mean something. Prints what a hub answered as they changed. */
const [disk = ''] = process.argv.slice(2)
const nobody = 65_534
if (process.getuid?.() === 0) {
  chownSync(disk, nobody, nobody)
  process.setgid?.(nobody)
  process.setuid?.(nobody)
}
const folder = join(disk, 'data')
const tried = await hubOn(folder)
const steps: object[] = [await tried.upload('allowed')]
const [account = ''] = readdirSync(join(folder, 'slots'))
const slot = join(folder, 'slots', account, 'thunder')

chmodSync(slot, 0o500)
steps.push(await tried.upload('not to be written'))
steps.push(await tried.get('the current settings', current))
chmodSync(slot, 0o000)
steps.push(await tried.get('not to be read', current))
steps.push(await tried.get('the health', health))
chmodSync(slot, 0o700)
steps.push(await tried.upload('allowed again'))
await tried.hub.close()

chmodSync(slot, 0o000)
const again = await hubOn(folder, tried.key)
steps.push(await again.get('not to be read after a start', current))
steps.push(await again.upload('nor to be written'))
chmodSync(slot, 0o700)
steps.push(await again.get('to be read again', current))
steps.push({ what: 'problems', problems: again.hub.store.status().problems })
await again.hub.close()

chmodSync(join(folder, 'db', 'keys.json'), 0o000)
steps.push(await startOn('keys of another user', folder, tried.key))
chmodSync(join(folder, 'db', 'keys.json'), 0o600)
chmodSync(folder, 0o500)
steps.push(await startOn('a folder not to be written', folder, tried.key))
chmodSync(folder, 0o700)
steps.push(await startOn('all put right', folder, tried.key))
process.stdout.write(JSON.stringify(steps))
