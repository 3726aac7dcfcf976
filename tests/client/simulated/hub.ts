import type { FirstContact } from '../../../app-modules/manifest.ts'
import { HubError } from '../../../server/lib/errors.ts'
import { readTimestamp } from '../../../server/lib/timestamp.ts'
import { listHistory, readCurrent, readVersion, restore } from '../../../server/slots/history.ts'
import { sync } from '../../../server/slots/sync.ts'
import { IncomingSettings } from '../../../server/slots/upload.ts'
import type { SlotId, Store, Version } from '../../../server/storage/store.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import type { SimulatedTime } from './time.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string
}

export interface Answered {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}

const id: SlotId = { accountId: 'ada', app: 'thunder' }

/** The hub's real rule and history of one slot, over a store in memory, with the answers of its API. */
export class SimulatedHub {
  readonly #store: Store = memoryStore()
  readonly #time: SimulatedTime
  readonly #firstContact: FirstContact
  readonly #keepsLosers: boolean
  /** Told of each version that becomes the current one. */
  readonly listeners = new Set<(version: Version) => void>()

  /** @param keepsLosers false makes it forget uploads that lose: a mutant that a test must catch */
  constructor(time: SimulatedTime, firstContact: FirstContact, keepsLosers = true) {
    this.#time = time
    this.#firstContact = firstContact
    this.#keepsLosers = keepsLosers
  }

  async answer(asked: Asked): Promise<Answered> {
    const { method, path } = asked
    if (method === 'POST') return this.#sync(JSON.parse(asked.body))
    if (path === '/api/v1/sync/history') return this.#history()
    const number = /^\/api\/v1\/sync\/history\/(\d+)\?as=text$/.exec(path)?.[1]
    if (number) return this.#settings(await readVersion(this.#store, id, Number(number)))
    if (path.startsWith('/api/v1/sync/settings?as=text')) return this.#current(asked.headers)
    throw new Error(`The simulated hub does not know ${method} ${path}.`)
  }

  /** Every content that the hub holds, the oldest version first. */
  async contents(): Promise<string[]> {
    const entries = await listHistory(this.#store, id)
    const versions = entries.map(({ version }) => readVersion(this.#store, id, version.number))
    return (await Promise.all(versions)).reverse().map(({ settings }) => settings.text)
  }

  async current(): Promise<string | undefined> {
    return readCurrent(this.#store, id).then(
      ({ settings }) => settings.text,
      () => undefined,
    )
  }

  /** A person brings back a version. */
  async restore(nth: number): Promise<void> {
    const entries = await listHistory(this.#store, id)
    const { version } = entries[nth % Math.max(entries.length, 1)] ?? {}
    if (version) this.#tell(await restore(this.#store, id, version.number, this.#moment))
  }

  get #moment() {
    return { now: this.#time.now, steady: this.#time.now }
  }

  async #sync(body: Record<'deviceName' | 'savedTs' | 'settings', string>): Promise<Answered> {
    const { deviceName, savedTs, settings } = body
    const savedAt = readTimestamp(savedTs, 'utc')
    if (savedAt === undefined) throw new Error(`bad stamp ${savedTs}`)
    const request = {
      ...{ ...id, keyId: 'k-1', firstContact: this.#firstContact, deviceName, savedTs, savedAt },
      settings: new IncomingSettings('text', settings, JSON.stringify(settings)),
    }
    const { action, data, added } = await sync(this.#store, request, this.#moment)
    if (added?.applied) this.#tell(added)
    else if (added && !this.#keepsLosers) {
      await this.#store.slots.update(id, (slot) => slot.remove(new Set([added.number])))
    }
    return { status: 200, body: { success: true, data: JSON.parse(data), action } }
  }

  #tell(version: Version): void {
    for (const listener of this.listeners) listener(version)
  }

  async #current(headers: Headers): Promise<Answered> {
    try {
      const { version, settings } = await readCurrent(this.#store, id)
      const etag = `"${version.number}-${version.contentId.slice(0, 16)}"`
      if (headers.get('if-none-match') === etag) return { status: 304, headers: { etag }, body: {} }
      return { ...this.#settings({ version, settings }), headers: { etag } }
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      const headers = { 'x-sxncd-error': error.code }
      return { status: 404, headers, body: { success: false, error: error.message } }
    }
  }

  #settings({ version, settings }: { version: Version; settings: { text: string } }): Answered {
    return { status: 200, body: { success: true, data: settings.text, version: viewOf(version) } }
  }

  async #history(): Promise<Answered> {
    const entries = await listHistory(this.#store, id)
    const versions = entries.map(({ version }) => viewOf(version))
    return { status: 200, body: { success: true, versions } }
  }
}

const viewOf = ({ number, savedTs, receivedAt, deviceName, applied, contentId }: Version) => ({
  ...{ version: number, savedTs, receivedAt: new Date(receivedAt).toISOString() },
  ...{ deviceName, applied, contentId, type: 'text' },
})
