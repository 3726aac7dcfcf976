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
  /** It was sent by a device that did not know what was current: the numbers of both, before it. */
  readonly conflict?: { readonly base: number; readonly other: number }
  /** The number of the version that was merged into it. */
  readonly merged?: number
  readonly choices?: number
  /** All that it comes from, and itself. */
  readonly from: ReadonlySet<number>
}

/** How two copies become one, for an oracle of a hub that merges. */
export interface NaiveMerge {
  merge(
    base: string,
    mine: string,
    theirs: string,
    newer: 'mine' | 'theirs',
  ): { readonly text: string; readonly choices: number }
  /** Whether an upload shows that the answer to the one before never came. */
  missed(sent: string, offered: string, upload: string): boolean
}

/** What the hub last answered a device with, and what that had sent, by their numbers. */
interface Held {
  readonly holds: number
  readonly sent: number
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
  #devices: ReadonlyMap<string, string> = new Map()
  #held: ReadonlyMap<string, Held> = new Map()
  readonly #merging: NaiveMerge | undefined

  constructor(merging?: NaiveMerge) {
    this.#merging = merging
  }

  get current(): Kept | undefined {
    return this.kept.filter(({ applied }) => applied).at(-1)
  }

  /** @returns a function that takes back all that comes from now on */
  mark(): () => void {
    const [length, devices, held] = [this.kept.length, this.#devices, this.#held]
    return () => {
      this.kept.length = length
      this.#devices = devices
      this.#held = held
    }
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
    const byStamps = this.#action(sent, now, ours, theirs, mustTake)
    if (isNew) this.#know(sent.device, current && mustTake ? upload : '')

    const had = mustTake || earlier ? undefined : this.#had(sent)
    const apart = had && current && had.text !== current.text && sent.text !== current.text
    const isEdited = apart && sent.text !== had.text
    const base = isEdited ? this.#common(had, current) : undefined
    const merged =
      base && current && this.#merging
        ? this.#merging.merge(
            base.text,
            sent.text,
            current.text,
            byStamps === 'incomingNewer' ? 'mine' : 'theirs',
          )
        : undefined
    const hasBeen = earlier && earlier !== current
    const action = merged
      ? merged.text === sent.text
        ? 'incomingNewer'
        : 'existingNewer'
      : this.#merging && (apart || hasBeen)
        ? 'existingNewer'
        : this.#merging && had && current && had.text === current.text && sent.text !== had.text
          ? 'incomingNewer'
          : byStamps

    const { text, type, stamp } = sent
    const applied = action === 'created' || action === 'incomingNewer'
    const isSettled = applied && merged?.choices === 0
    const conflict =
      base && current && !isSettled
        ? { base: this.#numberOf(base), other: this.#numberOf(current) }
        : undefined
    const isKnown = theirs.isFuture
      ? earlier !== undefined
      : this.kept.some((one) => one.text === text)
    const times = { saidAt: now, passedAt: passed }
    if (applied || base || !isKnown) {
      // What replaces a copy counts as no less than it.
      const atLeast = applied && ours ? ours.countsAs : -Infinity
      const countedAs = Math.max(theirs.countsAs, atLeast)
      const wasFuture = theirs.isFuture
      this.#keep(
        {
          ...{ text, type, stamp, wasFuture, countedAs, applied, ...times },
          ...(conflict && { conflict }),
        },
        base && !isSettled ? [base] : [current],
      )
    }
    const own = this.kept.findLast((one) => one.text === text && isSent(one)) as Kept
    if (merged && current && ours && !applied) {
      const at = Math.max(ours.countsAs, theirs.countsAs) + 1
      const made = { text: merged.text, type: current.type, stamp: at, countedAs: at }
      const mark = { merged: this.#numberOf(own), choices: merged.choices }
      this.#keep({ ...made, ...mark, wasFuture: false, applied: true, ...times }, [current, own])
    }
    const first = this.kept.find((one) => one.text === text && isSent(one)) ?? own
    const number = this.#numberOf(applied || base || !isKnown ? own : (earlier ?? first))
    const holds = this.current ? this.#numberOf(this.current) : number
    this.#held = new Map(this.#held).set(sent.device, { holds, sent: number })
    return { action, data: jsonFor(this.current ?? sent, sent) }
  }

  #know(device: string, first: string): void {
    this.#devices = new Map(this.#devices).set(device, first)
  }

  #keep(one: Omit<Kept, 'from'>, parents: readonly (Kept | undefined)[]): void {
    const number = this.kept.length + 1
    const from = new Set([...parents.flatMap((parent) => [...(parent?.from ?? [])]), number])
    this.kept.push({ ...one, from })
  }

  #numberOf(one: Kept): number {
    return this.kept.lastIndexOf(one) + 1
  }

  /** What a device had when it made an upload. */
  #had({ device, text, stamp }: Sent): Kept | undefined {
    // A device that never saved anything has changed nothing.
    if (stamp <= Date.UTC(1900, 0, 1)) return undefined
    const { holds = 0, sent = 0 } = this.#held.get(device) ?? {}
    const [held, own] = [this.kept[holds - 1], this.kept[sent - 1]]
    if (!this.#merging || !held || !own || own.text === held.text || text === held.text) return held
    return text === own.text || this.#merging.missed(own.text, held.text, text) ? own : held
  }

  /** The newest copy that two come from. */
  #common(one: Kept, other: Kept): Kept | undefined {
    const both = [...one.from].filter((number) => other.from.has(number))
    return this.kept[Math.max(...both) - 1]
  }

  /** Brings a version back: newer than the one it replaces, and than all that was here before. */
  restore(number: number, now: number, passed = now): void {
    const { text, type } = this.kept[number - 1] as Kept
    const { current } = this
    const least = current ? this.#judge(current, now, passed).countsAs + 1 : now
    const stamp = Math.max(now, least)
    this.#keep(
      {
        ...{ text, type, stamp, wasFuture: false, countedAs: stamp, applied: true },
        ...{ saidAt: now, passedAt: passed, restored: number },
      },
      [current],
    )
  }

  #judge(one: Kept, now: number, passed: number): Judged {
    const { stamp, wasFuture, countedAs } = one
    const asThen = { stamp, wasFuture, isFuture: wasFuture, countsAs: countedAs }
    if (now < noHubsYet) return asThen
    // However often the clock was set: it came as long ago as time has passed since.
    const cameAt = now - (passed - one.passedAt)
    if (Math.abs(cameAt - one.saidAt) <= fiveMinutes) return asThen
    if (!isSent(one)) {
      const since = Math.min(countedAs, cameAt)
      return { stamp: since, wasFuture: false, isFuture: false, countsAs: since }
    }
    const isFuture = stamp - cameAt > fiveMinutes
    return { stamp, wasFuture, isFuture, countsAs: isFuture ? cameAt : stamp }
  }

  #earlier({ stamp, text }: Sent): Kept | undefined {
    return this.kept.find((one) => one.stamp === stamp && one.text === text && isSent(one))
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
    // Who brought a version back, or merged it, knew all that was there.
    if (!isSent(current) && earlier && this.kept.indexOf(earlier) < this.kept.indexOf(current)) {
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

/** Whether a device has sent it; the others were brought back, or merged. */
const isSent = ({ restored, merged }: Kept) => restored === undefined && merged === undefined

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
