import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { current, health, hubOn, startOn } from './hub-on.ts'

/** On a disk that becomes read-only, as Linux makes it after errors. Prints what a hub answered. */
const [disk = ''] = process.argv.slice(2)
const folder = join(disk, 'data')
const mount = (mode: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${mode}`, disk])

// Errors make a disk read-only at once; a person may only where no file is open to be written.
const tried = await hubOn(folder, undefined, { hasKernelLocks: false })
const steps: object[] = [await tried.upload('writable')]
const [{ id: ada } = { id: '' }] = await tried.hub.store.accounts.list()
const secret = await tried.session(ada)
mount('ro')
steps.push(await tried.upload('read-only'))
steps.push(await tried.get('the current settings', current))
steps.push(await tried.get('the health', health))
steps.push(...(await tried.pages('every page of the window, read-only', secret)))
mount('rw')
steps.push(await tried.upload('writable again'))
await tried.hub.close()
mount('ro')
steps.push(await startOn('a start on a read-only disk', folder, tried.key))
steps.push(await startOn('a first start on a read-only disk', join(disk, 'new'), tried.key))
process.stdout.write(JSON.stringify(steps))
