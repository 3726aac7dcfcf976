import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { current, health, hubOn, startOn } from './hub-on.ts'

/** The data folder goes away and comes back while a hub has it. Prints what the hub answered. */
const [disk = ''] = process.argv.slice(2)
const folder = join(disk, 'data')
const elsewhere = join(disk, 'elsewhere')
const tried = await hubOn(folder)
const steps: object[] = [await tried.upload('there')]

renameSync(folder, elsewhere)
steps.push(await tried.upload('moved away'))
steps.push(await tried.get('the current settings', current))
steps.push(await tried.get('the health', health))
steps.push(await tried.newKey('a key'))
mkdirSync(folder)
steps.push(await tried.upload('another folder in its place'))
steps.push(await tried.newKey('a key there'))
rmSync(folder, { recursive: true })
renameSync(elsewhere, folder)
steps.push(await tried.upload('back again'))
steps.push(await tried.get('the current settings', current))

rmSync(folder, { recursive: true })
steps.push(await tried.upload('removed'))
steps.push(await tried.newKey('a key'))
steps.push(await tried.get('the health', health))
await tried.hub.close()
steps.push({ what: 'a folder made anew', made: existsSync(folder) })
steps.push(await startOn('a start without it is a first start', folder, tried.key))
process.stdout.write(JSON.stringify(steps))
