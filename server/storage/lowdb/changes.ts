import type { IntendedWrite, Intent, TableChanges } from '../intent-schema.ts'
import type { Records, Room } from '../store.ts'
import { draftsOf, recordsOn, recordsOutside, type TableName, type Tables } from './collections.ts'
import type { Intents } from './intents.ts'
import { Mutex } from './mutex.ts'

export interface Changes {
  /** The records as they are now; each method that writes is a change of its own. */
  readonly records: Records
  change<T>(work: (records: Records) => Promise<T>, room?: Room): Promise<T>
  /** Does what an earlier run left open. */
  resume(): Promise<void>
  /** Resolves when no change is under way. */
  idle(): Promise<void>
}

/**
 * Changes of records, one after the other. One that writes a single document is one write of it.
 * One that spans several is written down first, as an intent: from then on it has happened.
 * @param slots forgets those of an account that is gone at once, and removes their files
 */
export function createChanges(
  tables: Tables,
  intents: Intents,
  slots: { forget(accountId: string): Promise<void>; remove(accountId: string): Promise<void> },
): Changes {
  const turns = new Mutex()
  /** Intents that have happened, but are not in all documents on the disk yet. */
  const unfinished = new Set<string>()
  const unsaved = new Set<TableName>()
  const slotsToRemove = new Set<string>()

  const change = <T>(work: (records: Records) => Promise<T>, room: Room = 'free'): Promise<T> =>
    turns.run('change', async () => {
      const drafts = draftsOf(tables)
      const result = await work(recordsOn(drafts))
      const written = namesOf(tables)
        .map((name) => [name, drafts[name].changes()] as const)
        .filter(([, changes]) => Object.keys(changes).length > 0)
      await commit(written, room)
      return result
    })

  const commit = async (written: readonly (readonly [TableName, TableChanges])[], room: Room) => {
    const removed = removedIn(written)
    const [only] = written
    if (!only) return
    if (written.length === 1 && removed.length === 0) return commitOne(...only, room)
    const documents = Object.fromEntries(
      written.map(([name, records]) => [
        name,
        { revision: tables[name].document.revision + 1, records },
      ]),
    )
    const name = await intents.write({ kind: 'change', documents, removed }, room)
    unfinished.add(name)
    apply(documents, removed)
    for (const id of removed) await slots.forget(id)
    // Nothing is lost where this fails: it is tried again with the next step, and at the next start.
    await finish(room).catch(() => {})
  }

  const commitOne = async (name: TableName, changes: TableChanges, room: Room) => {
    const { document } = tables[name]
    const next = tables[name].after(changes)
    await document.change(
      () => next as never,
      room,
      () => tables[name].reindex(changes),
    )
    unsaved.delete(name)
    if (unfinished.size > 0) await finish(room).catch(() => {})
  }

  /** Makes it so in memory. */
  const apply = (
    documents: Readonly<Record<string, IntendedWrite>>,
    removed: readonly string[],
  ) => {
    for (const [name, { records }] of Object.entries(documents)) {
      const table = tables[name as TableName]
      const next = table.after(records)
      table.reindex(records)
      table.document.set(next as never)
      unsaved.add(name as TableName)
    }
    for (const id of removed) slotsToRemove.add(id)
  }

  /** Writes what has happened into the documents. Each is tried, so that its revision counts up. */
  const finish = async (room: Room) => {
    const tried = []
    for (const name of unsaved) {
      tried.push(
        await tables[name].document.save(room).then(
          () => void unsaved.delete(name),
          (error) => ({ error }),
        ),
      )
    }
    for (const id of slotsToRemove) {
      if (tables.accounts.get(id) === undefined) await slots.remove(id)
      slotsToRemove.delete(id)
    }
    for (const failure of tried) if (failure) throw failure.error
    const names = [...unfinished]
    if (names.length > 0) await intents.crossOut(names)
    for (const name of names) unfinished.delete(name)
  }

  return {
    records: recordsOutside(draftsOf(tables), change),
    change,
    idle: () => turns.idle(),
    async resume() {
      const revisions = new Map(
        namesOf(tables).map((name) => [name as string, tables[name].document.revision]),
      )
      for (const [name, intent] of await intents.open()) {
        unfinished.add(name)
        const { documents, removed } = asChange(tables, intent)
        // A document that was written after the intent holds what it says, and perhaps more.
        const missing = Object.entries(documents).filter(
          ([document, { revision }]) => (revisions.get(document) ?? 0) < revision,
        )
        for (const [document, { revision }] of missing) {
          tables[document as TableName].document.raiseRevision(revision - 1)
        }
        apply(Object.fromEntries(missing), removed)
      }
      await finish('reserved')
    },
  }
}

const namesOf = (tables: Tables) => Object.keys(tables) as TableName[]

const removedIn = (written: readonly (readonly [TableName, TableChanges])[]): string[] => {
  const accounts = written.find(([name]) => name === 'accounts')?.[1] ?? {}
  return Object.keys(accounts).filter((id) => accounts[id] === null)
}

/** The removal of an account, as older hubs wrote it down, in the form of today. */
function asChange(tables: Tables, intent: Intent) {
  if (intent.kind === 'change') return intent
  const drafts = draftsOf(tables)
  // Nothing in it waits.
  void recordsOn(drafts).accounts.remove(intent.accountId)
  const documents = Object.fromEntries(
    namesOf(tables).map((name) => [
      name as string,
      { revision: tables[name].document.revision + 1, records: drafts[name].changes() },
    ]),
  )
  return { documents, removed: [intent.accountId] }
}
