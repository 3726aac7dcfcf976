import { verifyBackup } from '../../../server/backup/save-backup.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Slot, Store } from '../../../server/storage/store.ts'
import { type FilesEvent, lostFiles } from '../file-states.ts'
import type { Event, Wish } from './events.ts'
import { firstSchema, nextSchema } from './schema.ts'

type On<K extends Wish['on']> = Extract<Wish, { on: K }>

const syncs = { file: async () => {}, folder: async () => {} }

/**
 * Opens a data folder as a power cut left it, and looks for everything that had been answered.
 * @param past what the process did up to the power cut
 * @returns what is lost or cannot be read, in words
 */
export async function whatIsLost(folder: string, past: readonly Event[]): Promise<string[]> {
  const isMigrating = past.some((event) => 'path' in event && event.path.endsWith('db.next'))
  const schema = isMigrating ? nextSchema : firstSchema
  // A copy: nobody else lives on this disk, and no lock on it needs to be watched.
  const store = await openStore({ folder, now: Date.now, syncs, schema, lock: { silentMs: 0 } })
  try {
    const lost = await Promise.all(pastsOf(past).map((one) => compare(store, one)))
    // A version that nobody was promised may be torn; all else not.
    const torn = store.status().problems.filter(({ file }) => !file.endsWith('.version'))
    return [
      ...(lost.find((one) => one.length === 0) ?? lost.flat()),
      ...torn.map(({ file, problem }) => `${file}: ${problem}`),
    ]
  } finally {
    await store.close()
  }
}

/**
 * What may count. A backup that was restored takes back what came after it; one whose restoring
 * was under way does so or does not.
 */
function pastsOf(past: readonly Event[]): (readonly Event[])[] {
  const find = (kind: Event['kind'], on: Wish['on']) =>
    past.findLastIndex((event) => 'wish' in event && event.kind === kind && event.wish.on === on)
  const asked = find('asked', 'backup-restored')
  if (asked < 0) return [past]
  const made = find('answered', 'backup')
  const restored = [...past.slice(0, made), ...past.slice(asked)]
  return find('answered', 'backup-restored') < 0 ? [past, restored] : [restored]
}

/** Whether the backup is whole, once there has been one. */
export async function isBackupLost(file: string, past: readonly Event[]): Promise<boolean> {
  const isMade = past.some((event) => event.kind === 'answered' && event.wish.on === 'backup')
  if (!isMade) return false
  return verifyBackup(file).then(
    () => false,
    () => true,
  )
}

async function compare(store: Store, past: readonly Event[]): Promise<string[]> {
  const lost: string[] = []
  const pick = <K extends Wish['on']>(kind: 'asked' | 'answered', on: K) =>
    past.flatMap((event) =>
      event.kind === kind && event.wish.on === on ? [event.wish as On<K>] : [],
    )
  const removing = new Set(pick('asked', 'removal').map(({ account }) => account))
  const made = new Set(pick('answered', 'account').map(({ account }) => account))
  // Of an account that was refused there is nothing to remove, whatever was synced for it.
  const removed = new Set(
    pick('answered', 'removal').flatMap(({ account }) => (made.has(account) ? account : [])),
  )
  const accounts = new Map((await store.accounts.list()).map((account) => [account.id, account]))
  const isOpen = (account: string) => removing.has(account) && !accounts.has(account)

  for (const { account } of pick('answered', 'account')) {
    if (!accounts.has(account) && !removing.has(account)) lost.push(`the account ${account}`)
  }
  for (const account of removed) {
    const keys = (await store.keys.list()).filter(({ accountId }) => accountId === account)
    const slots = await store.slots.list(account)
    if (accounts.has(account) || keys.length + slots.length > 0)
      lost.push(`the removal of ${account}`)
  }

  const hashes = new Map<string, Set<string>>()
  for (const event of past) {
    if (!('wish' in event) || event.wish.on !== 'key') continue
    const { key, hash } = event.wish
    // What was answered last counts, or anything that was asked for since.
    if (event.kind === 'answered') hashes.set(key, new Set([hash]))
    else hashes.get(key)?.add(hash)
  }
  for (const [id, allowed] of hashes) {
    const key = await store.keys.get(id)
    if (!allowed.has(key?.hash ?? '') && !isOpen(id.split('-')[0] ?? '')) lost.push(`the key ${id}`)
  }

  const files = past.flatMap((event): FilesEvent[] =>
    'wish' in event && event.wish.on === 'files' ? [{ ...event.wish, kind: event.kind }] : [],
  )
  lost.push(
    ...(await lostFiles(
      store,
      files.filter(({ slot }) => !isOpen(slot.split('/')[0] ?? '')),
    )),
  )

  const thinning = new Set(pick('asked', 'thinned').flatMap(({ texts }) => texts))
  for (const slot of new Set(pick('asked', 'slot').map((wish) => wish.slot))) {
    const [accountId = '', app = ''] = slot.split('/')
    if (isOpen(accountId)) continue
    const found = await store.slots.read({ accountId, app }, readAll)
    const promised = pick('answered', 'slot').filter((wish) => wish.slot === slot)
    for (const { text } of promised) {
      if (!found.texts.has(text) && !thinning.has(text))
        lost.push(`${slot}: "${text.slice(0, 20)}"`)
    }
    for (const wish of pick('answered', 'restored').filter((one) => one.slot === slot)) {
      const isThere = found.restored.some((number) => number > wish.after)
      if (!isThere) lost.push(`${slot}: what was restored after ${wish.after}`)
    }
    for (const wish of pick('answered', 'device').filter((one) => one.slot === slot)) {
      if (!found.devices.has(wish.name)) lost.push(`${slot}: the device ${wish.name}`)
    }
    for (const wish of pick('answered', 'thinned').filter((one) => one.slot === slot)) {
      for (const text of wish.texts) {
        if (found.texts.has(text)) lost.push(`${slot}: "${text.slice(0, 20)}" came back`)
      }
    }
  }
  return lost
}

async function readAll(slot: Slot) {
  const versions = await slot.versions()
  // One that cannot be read throws, and fails the test.
  const settings = await Promise.all(versions.map((version) => slot.settings(version)))
  return {
    texts: new Set(settings.map(({ text }) => text)),
    restored: versions.filter((one) => one.restored !== undefined).map(({ number }) => number),
    devices: new Set((await slot.devices()).map(({ name }) => name)),
  }
}
