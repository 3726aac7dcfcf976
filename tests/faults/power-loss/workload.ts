import { mkdirSync, writeFileSync } from 'node:fs'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Syncs } from '../../../server/storage/lowdb/syncs.ts'
import type { Event, Trace } from './events.ts'
import { FileWork } from './file-work.ts'
import { type Mutant, syncsOf } from './mutants.ts'
import { startRecording } from './recorder.ts'
import { backupFile, dataFolder, firstSchema, nextSchema } from './schema.ts'
import { slotOf, Work } from './work.ts'

/**
 * Does a bit of everything with a data folder, and writes down what it did to files, what it was
 * asked for and what it answered. Arguments: an empty folder, the file for the trace, the mutant,
 * and which of the workloads.
 */
const [root = '', traceFile = '', mutant = 'none', variant = '1'] = process.argv.slice(2)
mkdirSync(root, { recursive: true })
const events = startRecording(root)
const work = new Work(
  events,
  (error) => {
    throw error
  },
  Number(variant),
)
const syncs = syncsOf(mutant as Mutant)
const options = { folder: dataFolder(root), now: work.now, syncs }

const store = await openStore({ ...options, schema: firstSchema })
await work.all(store)
await work.backUp(store, backupFile(root))
await work.uploads(store, 'grace/one', 1)
await work.backUp(store, backupFile(root))
// What comes after the backup goes again when that is restored.
await Promise.all([
  work.uploads(store, 'ada/three', 3),
  work.keys(store, 'ada'),
  work.files(store, 'grace/two', 'after the backup'),
])
await store.close()
await work.restoreBackup(dataFolder(root), backupFile(root), syncs)
const migrated = await openStore({ ...options, schema: nextSchema })
await Promise.all([
  work.uploads(migrated, 'ada/two', 2),
  work.uploads(migrated, 'new/one', 2),
  work.files(migrated, 'grace/two', 'migrated'),
])
await migrated.close()
await killAndSendAgain()
writeFileSync(traceFile, JSON.stringify({ root, events } satisfies Trace))

/**
 * A hub is killed in the middle of an upload, of a new file and of a change of a key: all is written,
 * nothing is synced. The next hub finds it, so who sends it again is told that it is there.
 */
async function killAndSendAgain(): Promise<void> {
  let alive = true
  const never = new Promise<void>(() => {})
  const dying: Syncs = {
    file: (handle, path) => (alive || path.endsWith('.tmp') ? syncs.file(handle, path) : never),
    folder: (path, handle) => (alive ? syncs.folder(path, handle) : never),
  }
  const killed = await openStore({ ...options, schema: nextSchema, syncs: dying, lock: false })
  const upload = { slot: 'ada/one', text: 'sent twice', savedAt: work.now(), device: 'Phone 1' }
  const key = work.newKey('ada-3', 'ada')
  await killed.slots.read(slotOf(upload.slot), (slot) => slot.current())
  const files = new FileWork(work, killed, upload.slot)
  await files.put('there before', 'there before', 100)
  alive = false
  const before = events.length
  const since = (kind: Event['kind']) =>
    events.slice(before).filter((event) => event.kind === kind).length
  void work.upload(killed, upload)
  void files.put('new file', 'sent twice', 100)
  void killed.keys.put([key])
  while (since('rename') < 2 || since('write') < 8) await turn()

  const next = await openStore({ ...options, schema: nextSchema, lock: false })
  await work.upload(next, upload)
  await new FileWork(work, next, upload.slot).put('new file', 'sent twice', 100)
  // Who finds a key as it is to be has nothing to write.
  const wish = { on: 'key', key: key.id, account: key.accountId, hash: key.hash } as const
  await work.wish(wish, () => next.keys.get(key.id))
  await next.close()
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
