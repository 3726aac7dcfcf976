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
  /** What the hub's clock said when it came, and how much time had passed by then, in ms. */
  readonly saidAt: number
  readonly passedAt: number
  /** Whether the stamp was in the future of the hub's clock when it came. */
  readonly wasFuture: boolean
  /** The instant that the stamp stood for in the order of copies when it came. */
  readonly countedAs: number
  readonly applied: boolean
  readonly restored?: number
}

/** How a copy is judged now, knowing what the clock says now. */
interface Judged {
  readonly stamp: number
  readonly isFuture: boolean
  readonly wasFuture: boolean
  readonly countsAs: number
}

export interface Expected {
  readonly action: 'created' | 'none' | 'existingNewer' | 'incomingNewer'
  /** The JSON text of the newest settings, in the type of the request. */
  readonly data: string
}

const fiveMinutes = 300_000
/** Before it there were no hubs: a clock that says so knows nothing. */
const noHubsYet = Date.UTC(2025, 0, 1)

export class Oracle {
  /** The history, oldest first: the version of number n stands at n - 1. */
  readonly kept: Kept[] = []
  /** The devices that have been here; with them the first upload of each that was set aside. */
  readonly #devices = new Map<string, string>()

  get current(): Kept | undefined {
    return this.kept.filter(({ applied }) => applied).at(-1)
  }

  sync(sent: Sent, now: number, passed = now): Expected {
    const upload = `${sent.stamp} ${sent.text}`
    const { current } = this
    const ours = current && this.#judge(current, now, passed)
    const earlier = this.#earlier(sent)
    const theirs = earlier ? this.#judge(earlier, now, passed) : arriving(sent, now, ours)
    const isNew = !this.#devices.has(sent.device)
    const mustTake =
      sent.firstContact === 'adopt' && (isNew || this.#devices.get(sent.device) === upload)
    const action = this.#action(sent, now, ours, theirs, mustTake)
    if (isNew) this.#devices.set(sent.device, current && mustTake ? upload : '')

    const { text, type, stamp } = sent
    const applied = action === 'created' || action === 'incomingNewer'
    const isKnown = theirs.isFuture
      ? earlier !== undefined
      : this.kept.some((one) => one.text === text)
    if (applied || !isKnown) {
      // What replaces a copy counts as no less than it.
      const atLeast = applied && ours ? ours.countsAs : -Infinity
      const countedAs = Math.max(theirs.countsAs, atLeast)
      const wasFuture = theirs.isFuture
      this.kept.push({
        ...{ text, type, stamp, wasFuture, countedAs, applied },
        ...{ saidAt: now, passedAt: passed },
      })
    }
    return { action, data: jsonFor(this.current ?? sent, sent) }
  }

  /** Brings a version back: newer than the one it replaces, and than all that was here before. */
  restore(number: number, now: number, passed = now): void {
    const { text, type } = this.kept[number - 1] as Kept
    const { current } = this
    const least = current ? this.#judge(current, now, passed).countsAs + 1 : now
    const stamp = Math.max(now, least)
    this.kept.push({
      ...{ text, type, stamp, wasFuture: false, countedAs: stamp, applied: true },
      ...{ saidAt: now, passedAt: passed, restored: number },
    })
  }

  #judge(one: Kept, now: number, passed: number): Judged {
    const { stamp, wasFuture, countedAs } = one
    const asThen = { stamp, wasFuture, isFuture: wasFuture, countsAs: countedAs }
    if (now < noHubsYet) return asThen
    // However often the clock was set: it came as long ago as time has passed since.
    const cameAt = now - (passed - one.passedAt)
    if (Math.abs(cameAt - one.saidAt) <= fiveMinutes) return asThen
    if (one.restored !== undefined) {
      const since = Math.min(countedAs, cameAt)
      return { stamp: since, wasFuture: false, isFuture: false, countsAs: since }
    }
    const isFuture = stamp - cameAt > fiveMinutes
    return { stamp, wasFuture, isFuture, countsAs: isFuture ? cameAt : stamp }
  }

  #earlier({ stamp, text }: Sent): Kept | undefined {
    return this.kept.find((one) => one.stamp === stamp && one.text === text && !one.restored)
  }

  #action(
    sent: Sent,
    now: number,
    ours: Judged | undefined,
    theirs: Judged,
    mustTake: boolean,
  ): Expected['action'] {
    const { current } = this
    if (!current || !ours) return 'created'
    if (mustTake) return 'existingNewer'
    const earlier = this.#earlier(sent)
    // Who brought a version back knew all that was there.
    if (current.restored && earlier && this.kept.indexOf(earlier) < this.kept.indexOf(current)) {
      return 'existingNewer'
    }
    // A clock that fell back cannot tell what is in the future, but what it told before stands.
    const cannotTell = ours.countsAs > now + fiveMinutes && !earlier
    const oneWasSane = earlier !== undefined && ours.wasFuture !== theirs.wasFuture
    const asTheyAre = (ours.isFuture && theirs.isFuture && !oneWasSane) || cannotTell
    const [mine, other] = asTheyAre ? [ours.stamp, theirs.stamp] : [ours.countsAs, theirs.countsAs]
    if (other === mine) return sent.text === current.text ? 'none' : 'existingNewer'
    return other > mine ? 'incomingNewer' : 'existingNewer'
  }
}

/** How a stamp is judged when its upload comes for the first time. */
function arriving({ stamp }: Sent, now: number, ours: Judged | undefined): Judged {
  const isFuture = stamp > now + fiveMinutes
  const arrival = Math.max(now, ours?.countsAs ?? -Infinity)
  return { stamp, isFuture, wasFuture: isFuture, countsAs: isFuture ? arrival : stamp }
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
