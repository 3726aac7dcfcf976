import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { current, health, hubOn } from './hub-on.ts'

/** Run with a low limit of open files. Prints what a hub answered once there was none left. */
const [disk = ''] = process.argv.slice(2)
const tried = await hubOn(join(disk, 'data'))
const steps: object[] = [await tried.upload('with handles')]
const taken = takeAll()
steps.push(await tried.upload('without'))
steps.push(await tried.get('the current settings', current))
steps.push(await tried.get('the health', health))
// Just one is left: the file can be opened, but its folder cannot.
closeSync(taken.pop() ?? 0)
steps.push(await tried.upload('with one'))
for (const handle of taken) closeSync(handle)
steps.push(await tried.upload('with handles again'))
steps.push({ what: 'problems', problems: tried.hub.store.status().problems })
await tried.hub.close()
process.stdout.write(JSON.stringify(steps))

function takeAll(): number[] {
  const handles: number[] = []
  try {
    for (;;) handles.push(openSync('/dev/null', 'r'))
  } catch {
    return handles
  }
}
