import { hash } from 'node:crypto'
import { openBackup } from '../../../server/backup/read-backup.ts'
import { saveBackup } from '../../../server/backup/save-backup.ts'
import { backupStream } from '../../../server/backup/write-backup.ts'
import { restore } from '../../../server/slots/history.ts'
import { sync } from '../../../server/slots/sync.ts'
import type { SyncRequest } from '../../../server/slots/sync-request.ts'
import { IncomingSettings } from '../../../server/slots/upload.ts'
import { restoreFolder } from '../../../server/storage/lowdb/restore.ts'
import type { Syncs } from '../../../server/storage/lowdb/syncs.ts'
import type { Key, SlotWriter, Store } from '../../../server/storage/store.ts'
import { momentAt } from '../../helpers/moment.ts'
import type { Event, Wish } from './events.ts'
import { FileWork } from './file-work.ts'

const start = Date.parse('2025-03-01T12:00:00.000Z')

interface Upload {
  readonly slot: string
  readonly text: string
  readonly savedAt: number
  readonly device: string
}

/** As good as any other way to merge two texts. */
const joined = (_: string, mine: string, theirs: string) => ({
  text: `${theirs} and ${mine}`,
  choices: 0,
})

/** What people and devices do with a hub. Each wish and each answer goes among the events. */
export class Work {
  readonly #events: Event[]
  readonly #refused: (error: unknown) => void
  readonly #variant: number
  readonly #withFiles: boolean
  #minute = 0

  /**
   * @param refused is told of a wish that the hub did not grant, and may throw
   * @param variant changes which syncs are newer or repeated, and how large they are
   */
  constructor(
    events: Event[],
    refused: (error: unknown) => void,
    variant = 1,
    { files = true } = {},
  ) {
    this.#withFiles = files
    this.#events = events
    this.#refused = refused
    this.#variant = variant
  }

  now = () => start + this.#minute * 60_000

  /** Notes a wish, and that it was granted, if it was. */
  async wish(wish: Wish, grant: () => Promise<unknown>): Promise<void> {
    this.#events.push({ kind: 'asked', wish })
    try {
      await grant()
    } catch (error) {
      this.#refused(error)
      return
    }
    this.#events.push({ kind: 'answered', wish })
  }

  /** A bit of everything. */
  async all(store: Store): Promise<void> {
    for (const account of ['ada', 'grace', 'eve']) await this.addAccount(store, account)
    // The first syncs of accounts and slots come at the same time.
    await Promise.all([
      this.uploads(store, 'ada/one', 9),
      this.uploads(store, 'ada/two', 6),
      this.uploads(store, 'grace/one', 6),
      this.uploads(store, 'eve/one', 3),
      this.keys(store, 'ada'),
      this.keys(store, 'grace'),
      this.merges(store, 'grace/merged', 5),
      this.files(store, 'ada/one', 'early'),
      // Of these the app has nothing but files.
      this.files(store, 'eve/two', 'early'),
    ])
    await this.restore(store, 'ada/one')
    await this.noteDevice(store, 'ada/one')
    await Promise.all([
      this.thinOut(store, 'ada/one'),
      this.uploads(store, 'ada/two', 3),
      this.files(store, 'ada/one', 'later'),
      this.removeAccount(store, 'eve'),
    ])
    await store.flush().catch(this.#refused)
    await this.uploads(store, 'grace/one', 2)
  }

  async uploads(store: Store, slot: string, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.#minute += 1
      // Some come back to an earlier content, and some are older than what is there.
      const from = index % 4 === 3 ? index - 2 : index * this.#variant
      const round = this.#minute > 20 ? 'later' : 'early'
      const text = `${slot} ${from} ${round} ${'settings '.repeat(from * 3)}`
      const savedAt = index % (2 + this.#variant) === 2 ? 1_000 * index : this.now()
      await this.upload(store, { slot, text, savedAt, device: `Phone ${index % 2}` })
    }
  }

  /** Two devices that change at the same time: each upload is stored, and then what it is merged into. */
  async merges(store: Store, slot: string, count: number): Promise<void> {
    const merging = { merge: joined, missed: () => false }
    const base = `${slot} base`
    const send = async (device: string, text: string, savedAt: number) => {
      const request = { ...this.#request({ slot, text, savedAt, device }), merging }
      let data = ''
      await this.wish({ on: 'slot', slot, text }, async () => {
        data = (await sync(store, request, momentAt(this.now()))).data
      })
      // What was answered is there as well.
      if (data) await this.wish({ on: 'slot', slot, text: JSON.parse(data) }, async () => {})
    }
    for (const device of ['Phone 0', 'Phone 1']) await send(device, base, this.now())
    for (let index = 0; index < count; index += 1) {
      this.#minute += 1
      const [one, other] = [`${slot} ${index} one`, `${slot} ${index} other ${'x'.repeat(99)}`]
      await send('Phone 0', one, this.now())
      await send('Phone 1', other, this.now() - 1)
      // The other one takes it.
      await send('Phone 0', one, this.now())
    }
  }

  async upload(store: Store, upload: Upload): Promise<void> {
    const { slot, text } = upload
    await this.wish({ on: 'slot', slot, text }, () =>
      sync(store, this.#request(upload), momentAt(this.now())),
    )
  }

  #request({ slot, text, savedAt, device }: Upload): SyncRequest {
    return {
      ...slotOf(slot),
      keyId: 'k-1',
      firstContact: 'compare' as const,
      deviceName: device,
      savedTs: new Date(savedAt).toISOString(),
      savedAt,
      settings: new IncomingSettings('text', text, JSON.stringify(text)),
    }
  }

  async files(store: Store, slot: string, round: string): Promise<void> {
    if (!this.#withFiles) return
    return new FileWork(this, store, slot).all(round)
  }

  async addAccount(store: Store, id: string): Promise<void> {
    const account = { id, name: id, role: 'member', disabled: false, createdAt: 0 } as const
    await this.wish({ on: 'account', account: id }, () => store.accounts.put(account))
  }

  /** A key is made, rotated and made again: each step is another hash. */
  async keys(store: Store, account: string): Promise<void> {
    for (const id of [`${account}-1`, `${account}-1`, `${account}-2`, `${account}-1`]) {
      const key = this.newKey(id, account)
      await this.wish({ on: 'key', key: id, account, hash: key.hash }, () => store.keys.put([key]))
    }
  }

  newKey(id: string, accountId: string): Key {
    this.#minute += 1
    const text = hash('sha256', `${id} ${this.#minute}`)
    return { id, accountId, app: 'one', name: id, hash: text, hint: 'abcd', createdAt: 0 }
  }

  async restore(store: Store, slot: string): Promise<void> {
    const versions = await store.slots.read(slotOf(slot), (open) => open.versions())
    const number = versions.at(-1)?.number ?? 0
    await this.wish({ on: 'restored', slot, after: number }, () =>
      restore(store, slotOf(slot), 1, momentAt(this.now())),
    )
  }

  async noteDevice(store: Store, slot: string): Promise<void> {
    const versions = await store.slots.read(slotOf(slot), (open) => open.versions())
    const number = versions.at(-1)?.number ?? 0
    const seen = { firstSeenAt: 1, lastSeenAt: 1, keyId: 'k-1' }
    const device = { name: 'Tablet', ...seen, holds: number, sent: number }
    await this.wish({ on: 'device', slot, name: device.name }, () =>
      store.slots.update(slotOf(slot), (open) => open.putDevice(device, 'now')),
    )
  }

  /** Removes some versions, as the retention does. */
  async thinOut(store: Store, slot: string): Promise<void> {
    const thinOut = async (open: SlotWriter) => {
      const versions = await open.versions()
      const gone = versions.filter(({ number }) => number === 2 || number === 4)
      const kept = new Set(
        versions.filter((one) => !gone.includes(one)).map(({ contentId }) => contentId),
      )
      const lost = gone.filter(({ contentId }) => !kept.has(contentId))
      const texts = await Promise.all(lost.map(async (one) => (await open.settings(one)).text))
      await this.wish({ on: 'thinned', slot, texts }, () =>
        open.remove(new Set(gone.map(({ number }) => number))),
      )
    }
    await store.slots.update(slotOf(slot), thinOut).catch(this.#refused)
  }

  /** Writes a backup, in the place of the one of before. */
  async backUp(store: Store, file: string): Promise<void> {
    await this.wish({ on: 'backup', file }, async () => {
      await saveBackup(file, await backupStream({ store, now: this.now, version: '0.0.0' }))
    })
  }

  /** Puts a backup in the place of the data. No hub may have the folder open. */
  async restoreBackup(folder: string, file: string, syncs: Syncs): Promise<void> {
    await this.wish({ on: 'backup-restored' }, async () => {
      const backup = await openBackup(file)
      await restoreFolder({ folder, files: backup.files(), now: this.now, syncs })
      backup.close()
    })
  }

  async removeAccount(store: Store, account: string): Promise<void> {
    await this.wish({ on: 'removal', account }, () => store.accounts.remove(account))
  }
}

export function slotOf(slot: string) {
  const [accountId = '', app = ''] = slot.split('/')
  return { accountId, app }
}
