import { spawnSync } from 'node:child_process'
import { linkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { current, hubOn, startOn } from './hub-on.ts'

/** On a disk that knows neither links nor modes, as exFAT. Prints what a hub answered. */
const [disk = '', isToDie] = process.argv.slice(2)
const folder = join(disk, 'data')
if (isToDie) {
  const dying = await hubOn(folder, isToDie)
  await dying.upload('before it dies')
  process.kill(process.pid, 'SIGKILL')
}
writeFileSync(join(disk, 'file'), '')
const steps: object[] = []
try {
  linkSync(join(disk, 'file'), join(disk, 'link'))
} catch (error) {
  steps.push({ what: 'a link', code: (error as NodeJS.ErrnoException).code })
}
const tried = await hubOn(folder)
steps.push(await tried.upload('a first start'))
steps.push(await startOn('a second hub', folder, tried.key))
await tried.hub.close()
const { signal } = spawnSync(process.execPath, [import.meta.filename, disk, tried.key])
const begun = performance.now()
const again = await hubOn(folder, tried.key)
const isSoon = performance.now() - begun < 3_000
steps.push({ what: 'a start after a kill', signal, isSoon })
steps.push(await again.get('the current settings', current))
await again.hub.close()
process.stdout.write(JSON.stringify(steps))
