import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '../../../server/lib/errors.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Event } from '../power-loss/events.ts'
import { whatIsLost } from '../power-loss/expectation.ts'
import { firstSchema } from '../power-loss/schema.ts'
import { Work } from '../power-loss/work.ts'
import { spread } from '../scale.ts'
import { startInjecting } from './inject.ts'

/**
 * Does the same work again and again; each time another call of the file system fails. Prints what
 * was lost, or was refused in a way that it should not. Arguments: an empty folder, and how many
 * failures to try.
 */
const [root = '', wanted = '1'] = process.argv.slice(2)
const codes = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES', 'EROFS']
/** What the hub may say of a failure that it did not cause. */
const expected = new Set([
  'disk_full',
  'storage_unavailable',
  'storage_unreadable',
  'storage_failed',
])
const injector = startInjecting(root)
const findings: object[] = []
let refusals = 0

let calls = 0
await run(-1, 'none', join(root, 'first'))
let tries = 0
// Every call with every code.
for (const pair of spread(calls * codes.length)) {
  if (tries === Number(wanted)) break
  tries += 1
  const number = pair % calls
  const code = codes[Math.floor(pair / calls)] as string
  const found = await run(number, code, join(root, String(tries)))
  if (found.length > 0) findings.push({ number, code, found })
}
process.stdout.write(JSON.stringify({ calls, tries, refusals, findings }))

async function run(number: number, code: string, folder: string): Promise<string[]> {
  const events: Event[] = []
  const found: string[] = []
  const refused = (error: unknown) => {
    refusals += 1
    const known = error instanceof HubError ? error.code : String(error)
    // What rests on something that was refused may not be there.
    if (!expected.has(known) && known !== 'version_unknown') found.push(`refused with ${known}`)
  }
  const work = new Work(events, refused)
  const store = await openStore({ folder, now: work.now, schema: firstSchema, lock: false })
  injector.failAt(number, code)
  await work.all(store).catch((error) => {
    if (!(error instanceof HubError && expected.has(error.code))) found.push(String(error))
  })
  const failed = injector.failed
  if (number < 0) calls = injector.calls
  injector.failAt(-1, '')
  const before = events.length
  await work.uploads(store, 'grace/two', 1)
  const goesOn = events.length === before + 2
  // Only a sync that failed, or a name that was changed half-way, ends the writing for good.
  if (!goesOn && store.status().failed === undefined) found.push('it does not go on')
  if (!goesOn && !/^(fsync|rename) /.test(failed ?? '')) found.push('it gave up for no reason')
  if (goesOn && failed?.startsWith('fsync ') && code !== 'ENOSPC')
    found.push('it goes on after a sync failed')
  await store.close()
  found.push(...(await whatIsLost(folder, events)))
  if (found.length > 0) found.push(`${failed} failed`)
  await rm(folder, { recursive: true })
  return found
}
