import { type CreateSyncOptions, createSync, type Sync } from '../../../client/create-sync.ts'
import type { Conflict, Resolution } from '../../../client/sync-round.ts'
import type { SimulatedHub } from './hub.ts'
import { SimulatedNetwork } from './network.ts'
import type { SimulatedTime } from './time.ts'

export interface DeviceKind {
  readonly name: string
  /** How far its clock is ahead, in ms. */
  readonly skew: number
  /** What the app knows of when its settings were saved: nothing, the last edit, the last write. */
  readonly lastSaved: 'unknown' | 'edited' | 'written'
  /** Whether the app looks by itself at what it replaces, and takes its time to write. */
  readonly comparesAndSwaps: boolean
  readonly onConflict: 'newer' | 'ours' | 'theirs' | 'merge'
}

/** Settings are words; two of them are merged by keeping all. */
const merged = (a: string, b: string) =>
  [...new Set([...a.split(' '), ...b.split(' ')])].sort().join(' ')

/** A device with an app whose settings a person edits, on a network of its own. It may crash at any time. */
export class SimulatedDevice {
  readonly kind: DeviceKind
  readonly network: SimulatedNetwork
  readonly conflicts: Conflict[] = []
  /** Settings that were written over, though the hub does not have them. */
  readonly lost: string[] = []
  settings: string | undefined
  sync: Sync
  readonly #time: SimulatedTime
  readonly #hub: SimulatedHub
  #savedAt: number | undefined
  #before: string | undefined
  #life = 0
  #stored = new Map<string, string>()
  /** Earlier states of the storage, which a crash may bring back. */
  readonly #earlier: Map<string, string>[] = []

  constructor(kind: DeviceKind, time: SimulatedTime, hub: SimulatedHub) {
    this.kind = kind
    this.#time = time
    this.#hub = hub
    this.network = new SimulatedNetwork(time, hub)
    this.sync = this.#start()
  }

  edit(word: string): void {
    this.#before = this.settings
    this.settings = this.settings === undefined ? word : merged(this.settings, word)
    this.#savedAt = this.#time.now + this.kind.skew
    this.sync.changed()
  }

  /** Takes the last edit back, and with it what came from elsewhere since. */
  undo(): void {
    if (this.#before === undefined) return
    this.settings = this.#before
    this.#savedAt = this.#time.now + this.kind.skew
    this.sync.changed()
  }

  /** The program ends at once, wherever it is, and is started again. */
  crash(memory: 'kept' | 'older' | 'gone'): void {
    if (memory === 'gone') this.#stored = new Map()
    if (memory === 'older') {
      const at = Math.floor(this.#time.random() * this.#earlier.length)
      this.#stored = new Map(this.#earlier[at])
    }
    this.sync = this.#start()
  }

  #start(): Sync {
    this.#life += 1
    const life = this.#life
    const isAlive = () => this.#life === life
    /** Takes a moment; what comes after it does not take place once the program has ended. */
    const step = async () => {
      const ms = Math.floor(this.#time.random() * 5)
      if (ms > 0) await this.#time.wait(ms)
      if (!isAlive()) await new Promise(() => {})
    }
    const { name, skew, lastSaved, onConflict, comparesAndSwaps } = this.kind
    const options: CreateSyncOptions = {
      hub: 'http://hub.local',
      key: 'sxncd_key',
      deviceName: name,
      clock: this.#time.clockOf(skew, isAlive),
      fetch: async (...request) => {
        const reply = await this.network.fetch(...request)
        return isAlive() ? reply : new Promise(() => {})
      },
      storage: {
        get: async (key) => {
          await step()
          return this.#stored.get(key)
        },
        set: async (key, value) => {
          await step()
          this.#earlier.push(new Map(this.#stored))
          this.#stored.set(key, value)
          await step()
        },
      },
      read: async () => {
        await step()
        return this.settings
      },
      write: async (settings, replaces) => {
        if (comparesAndSwaps) {
          await step()
          if (this.settings !== replaces) return false
        }
        this.#write(settings)
        await step()
        return true
      },
      ...(lastSaved !== 'unknown' && {
        lastSaved: () => (this.#savedAt === undefined ? undefined : new Date(this.#savedAt)),
      }),
      ...(onConflict !== 'newer' && {
        onConflict: async (conflict) => {
          await this.#time.wait(this.#time.random() * 60_000)
          if (!isAlive()) await new Promise(() => {})
          this.conflicts.push(conflict)
          return resolutionOf(onConflict, conflict)
        },
      }),
    }
    const sync = createSync(options)
    sync.start()
    return sync
  }

  #write(settings: string): void {
    const replaced = this.settings
    this.settings = settings
    if (this.kind.lastSaved === 'written') this.#savedAt = this.#time.now + this.kind.skew
    if (replaced === undefined) return
    void this.#hub.contents().then((contents) => {
      if (!contents.includes(replaced)) this.lost.push(replaced)
    })
  }
}

function resolutionOf(kind: DeviceKind['onConflict'], { ours, theirs }: Conflict): Resolution {
  if (kind === 'merge') return { settings: merged(ours, theirs) }
  return kind === 'newer' ? undefined : kind
}
