/**
 * What the contract promises of one slot, told as plainly as possible and without the code that it
 * judges: it remembers everything that ever came in and works each answer out anew.
 */

export interface Sent {
  readonly device: string
  /** The instant of the stamp, in ms. */
  readonly stamp: number
  readonly text: string
  readonly type: 'text' | 'json'
  readonly firstContact: 'adopt' | 'compare'
}

export interface Kept {
  readonly text: string
  readonly type: 'text' | 'json'
  readonly stamp: number
  /** Whether the stamp was in the future of the hub's clock when it came. */
  readonly wasFuture: boolean
  /** The instant that the stamp stands for in the order of copies. */
  readonly countsAs: number
  readonly applied: boolean
  readonly restored?: number
}

export interface Expected {
  readonly action: 'created' | 'none' | 'existingNewer' | 'incomingNewer'
  /** The JSON text of the newest settings, in the type of the request. */
  readonly data: string
}

const fiveMinutes = 300_000

export class Oracle {
  /** The history, oldest first: the version of number n stands at n - 1. */
  readonly kept: Kept[] = []
  /** The devices that have been here; with them the first upload of each that was set aside. */
  readonly #devices = new Map<string, string>()

  get current(): Kept | undefined {
    return this.kept.filter(({ applied }) => applied).at(-1)
  }

  sync(sent: Sent, now: number): Expected {
    const upload = `${sent.stamp} ${sent.text}`
    const { current } = this
    const arrived = this.#arrival(sent, now)
    const isNew = !this.#devices.has(sent.device)
    const mustTake =
      sent.firstContact === 'adopt' && (isNew || this.#devices.get(sent.device) === upload)
    const action = this.#action(sent, now, arrived, mustTake)
    if (isNew) this.#devices.set(sent.device, current && mustTake ? upload : '')

    const { text, type, stamp } = sent
    const applied = action === 'created' || action === 'incomingNewer'
    const isKnown = arrived.wasFuture
      ? this.#earlier(sent) !== undefined
      : this.kept.some((one) => one.text === text)
    if (applied || !isKnown) {
      // What replaces a copy counts as no less than it.
      const atLeast = applied && current ? current.countsAs : -Infinity
      const countsAs = Math.max(arrived.countsAs, atLeast)
      this.kept.push({ text, type, stamp, wasFuture: arrived.wasFuture, countsAs, applied })
    }
    return { action, data: jsonFor(this.current ?? sent, sent) }
  }

  /** Brings a version back with a stamp that is newer than all that came before. */
  restore(number: number, now: number): void {
    const { text, type } = this.kept[number - 1] as Kept
    const stamp = Math.max(now, ...this.kept.map(({ countsAs }) => countsAs + 1))
    this.kept.push({
      text,
      type,
      stamp,
      wasFuture: false,
      countsAs: stamp,
      applied: true,
      restored: number,
    })
  }

  /** How a stamp is judged: when the upload first came, never anew when it is sent again. */
  #arrival(sent: Sent, now: number): Pick<Kept, 'wasFuture' | 'countsAs'> {
    const earlier = this.#earlier(sent)
    if (earlier) return earlier
    if (sent.stamp <= now + fiveMinutes) return { wasFuture: false, countsAs: sent.stamp }
    const newest = this.current?.countsAs ?? -Infinity
    return { wasFuture: true, countsAs: Math.max(now, newest) }
  }

  #earlier({ stamp, text }: Sent): Kept | undefined {
    return this.kept.find((one) => one.stamp === stamp && one.text === text && !one.restored)
  }

  #action(
    sent: Sent,
    now: number,
    arrived: Pick<Kept, 'wasFuture' | 'countsAs'>,
    mustTake: boolean,
  ): Expected['action'] {
    const { current } = this
    if (!current) return 'created'
    if (mustTake) return 'existingNewer'
    const clockFellBack = current.countsAs > now + fiveMinutes
    // A clock that fell back cannot tell what is in the future, but what it told before stands.
    const cannotTell = clockFellBack && this.#earlier(sent) === undefined
    const asTheyAre = current.wasFuture ? arrived.wasFuture : cannotTell
    const theirs = asTheyAre ? sent.stamp : arrived.countsAs
    const ours = asTheyAre ? current.stamp : current.countsAs
    if (theirs === ours) return sent.text === current.text ? 'none' : 'existingNewer'
    return theirs > ours ? 'incomingNewer' : 'existingNewer'
  }
}

/** Answers in the type of the request; text that is no object or array can only be answered as text. */
function jsonFor(stored: Pick<Kept, 'text' | 'type'>, asked: Sent): string {
  if (asked.type === 'text') return JSON.stringify(stored.text)
  if (stored.type === 'json') return stored.text
  try {
    const value: unknown = JSON.parse(stored.text)
    if (typeof value === 'object' && value !== null) return stored.text
  } catch {
    // Encrypted, or never meant to be JSON.
  }
  return JSON.stringify(stored.text)
}
