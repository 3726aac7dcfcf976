import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BadBackupError } from '../../../server/backup/read-backup.ts'
import { BrokenOffError, saveBackup } from '../../../server/backup/save-backup.ts'
import { backupStream } from '../../../server/backup/write-backup.ts'
import { HubError } from '../../../server/lib/errors.ts'
import { DataFolderError } from '../../../server/storage/lowdb/data-folder-error.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import { realSyncs } from '../../../server/storage/lowdb/syncs.ts'
import { watcher } from '../calls.ts'
import type { Event } from '../power-loss/events.ts'
import { isBackupLost, whatIsLost } from '../power-loss/expectation.ts'
import { firstSchema, nextSchema } from '../power-loss/schema.ts'
import { Work } from '../power-loss/work.ts'
import { spread } from '../scale.ts'
import { startInjecting } from './inject.ts'

/**
 * Does what a hub does besides syncs, again and again; each time another call of the file system
 * fails. Prints what was lost, or was refused in a way that it should not. Arguments: an empty
 * folder, and how many failures to try of each.
 */
const [root = '', wanted = '1'] = process.argv.slice(2)
const codes = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES', 'EROFS']
const watched = join(root, 'watched')
const template = join(root, 'template')
const folder = join(watched, 'data')
const file = join(watched, 'backup.zip')

const past: Event[] = []
const rethrow = (error: unknown) => {
  throw error
}
const work = new Work(past, rethrow)
const options = { folder, now: work.now }
{
  const store = await openStore({ ...options, folder: join(template, 'data'), schema: firstSchema })
  await work.all(store)
  await work.backUp(store, join(template, 'backup.zip'))
  await work.uploads(store, 'ada/three', 2)
  await store.close()
}

interface Moment {
  readonly events: readonly Event[]
  run(work: Work): Promise<void>
}

const migrating: Event = { kind: 'make-folder', path: 'db.next' }
const moments: Record<string, Moment> = {
  'a start': {
    events: past,
    run: async () => (await openStore({ ...options, schema: firstSchema })).close(),
  },
  'a first start': {
    events: [],
    async run() {
      const store = await openStore({
        ...options,
        folder: join(watched, 'new'),
        schema: firstSchema,
      })
      await store.close()
    },
  },
  'a migration': {
    events: [...past, migrating],
    run: async () => (await openStore({ ...options, schema: nextSchema })).close(),
  },
  'a backup': {
    events: past,
    async run(again) {
      // Neither the start nor what comes after it is what is tried here.
      const store = await unwatched(() => openStore({ ...options, schema: firstSchema }))
      try {
        await saveBackup(file, await backupStream({ store, now: work.now, version: '0.0.0' }))
      } finally {
        await unwatched(async () => {
          const goesOn = await again.uploads(store, 'grace/two', 1).then(
            () => true,
            () => store.status().failed !== undefined,
          )
          await store.close()
          if (!goesOn) throw new Error('the hub does not go on')
        })
      }
    },
  },
  'a restore': {
    events: [...past, { kind: 'asked', wish: { on: 'backup-restored' } }],
    run: (again) => again.restoreBackup(folder, file, realSyncs),
  },
}

const injector = startInjecting(watched)
const results: Record<string, object> = {}
const findings: object[] = []
for (const [name, moment] of Object.entries(moments)) {
  const { calls } = await tryOnce(name, moment, -1, '')
  let [tries, refusals] = [0, 0]
  for (const pair of spread(calls * codes.length)) {
    if (tries === Number(wanted)) break
    tries += 1
    const code = codes[Math.floor(pair / calls)] as string
    const { isRefused, found } = await tryOnce(name, moment, pair % calls, code)
    if (isRefused) refusals += 1
    if (found.length > 0) findings.push({ name, call: pair % calls, code, found })
  }
  results[name] = { calls, tries, refusals }
}
process.stdout.write(JSON.stringify({ results, findings }))

async function tryOnce(name: string, { events, run }: Moment, call: number, code: string) {
  await unwatched(async () => {
    await rm(watched, { recursive: true, force: true })
    await cp(template, watched, { recursive: true })
  })
  injector.failAt(call, code)
  const error = await run(new Work([], rethrow)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const { calls, failed } = injector
  const isRefused = error !== undefined
  const found = isRefused && !isTold(name, error) ? [`refused with ${error}`] : []
  await unwatched(async () => {
    found.push(...(await whatIsLost(folder, events)))
    if (name === 'a first start') found.push(...(await whatIsLost(join(watched, 'new'), [])))
    if (await isBackupLost(file, past)) found.push('the backup')
    // What cannot be removed stays; all else goes.
    const rest = (await readdir(watched)).filter((one) => one.endsWith('.tmp'))
    if (rest.length > 0 && !failed?.startsWith('unlink')) found.push(`left ${rest}`)
  })
  if (found.length > 0) found.push(`${failed} failed`)
  return { calls, isRefused, found }
}

/** Does something that no call is made to fail in. */
async function unwatched<T>(work: () => Promise<T>): Promise<T> {
  const { root } = watcher
  watcher.root = '\0'
  try {
    return await work()
  } finally {
    watcher.root = root
  }
}

/** Whether an error says in words what is wrong, to whoever started this. */
function isTold(name: string, error: unknown): boolean {
  const told = [DataFolderError, HubError, BrokenOffError, BadBackupError]
  if (told.some((kind) => error instanceof kind)) return true
  // The command names the file that it was to write or read.
  return /backup|restore/.test(name) && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
