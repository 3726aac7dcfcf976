import { Readable } from 'node:stream'
import { createEvents } from '../../../server/events/events.ts'
import { appTree } from '../../../server/files/app-tree.ts'
import type { FileTree } from '../../../server/files/file-tree.ts'
import { createPresence } from '../../../server/files/presence.ts'
import type { Store } from '../../../server/storage/store.ts'
import { momentAt } from '../../helpers/moment.ts'
import { hashOf } from '../file-states.ts'
import { slotOf, type Work } from './work.ts'

const by = { deviceName: 'Phone 1', keyId: 'k-1' }
/** Too large to be kept in the file of a version. */
const large = 270_000
const small = 2_000

/** What clients do with the files of an app. Names and contents are new each time. */
export class FileWork {
  readonly #work: Work
  readonly #slot: string
  readonly #tree: FileTree
  /** What was not refused: only that can be moved or deleted. */
  readonly #put = new Set<string>()

  constructor(work: Work, store: Store, slot: string) {
    this.#work = work
    this.#slot = slot
    const events = createEvents((error) => {
      throw error
    })
    this.#tree = appTree({
      ...{ store, events, id: slotOf(slot), rules: undefined, underway: new Map() },
      clock: { read: () => momentAt(work.now()), lastJump: undefined },
      limits: { fileSize: 2 ** 20, quota: 2 ** 30, files: 1_000 },
      presence: createPresence(store, events),
    })
  }

  /** New files small and large, replaced, moved from another name and deleted. */
  async all(round: string): Promise<void> {
    const [first, second] = [`first ${round}`, `second ${round}`]
    await this.put(first, `${round} 1`, small)
    await this.put(first, `${round} 2`, large)
    await this.put(second, `${round} 3`, small)
    await this.put(first, `${round} 4`, small)
    await this.move(`${second}.part`, second, `${round} 5`)
    await this.delete(first)
    await this.put(`${round}.lock`, 'locked', small)
    await this.delete(`${round}.lock`)
    await this.put(first, `${round} 6`, small)
  }

  async put(path: string, text: string, size: number): Promise<void> {
    const body = Buffer.alloc(size, `${text} `)
    await this.#wish({ [path]: hashOf(body) }, async () => {
      await this.#tree.put(path, { ...by, body: Readable.from([body]) })
      this.#put.add(path)
    })
  }

  /** Puts a file under a name for a while, as many clients do. */
  async move(from: string, to: string, text: string): Promise<void> {
    await this.put(from, text, large)
    if (!this.#put.has(from)) return
    const files = { [from]: '', [to]: hashOf(Buffer.alloc(large, `${text} `)) }
    await this.#wish(files, () => this.#tree.move(from, to, { ...by, overwrite: true }))
  }

  async delete(path: string): Promise<void> {
    if (!this.#put.has(path)) return
    await this.#wish({ [path]: '' }, () => this.#tree.remove(path, by))
  }

  #wish(files: Readonly<Record<string, string>>, grant: () => Promise<unknown>): Promise<void> {
    return this.#work.wish({ on: 'files', slot: this.#slot, files }, grant)
  }
}
