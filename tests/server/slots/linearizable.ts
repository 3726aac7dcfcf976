import { type Kept, type NaiveMerge, Oracle, type Sent } from '../../helpers/oracle.ts'

/** One sync as its device saw it: when it was sent and answered, on a clock that counts events. */
export interface Seen {
  readonly device: string
  readonly stamp: number
  readonly text: string
  readonly start: number
  /** Infinity where the device gave up: then nobody knows whether the sync took place. */
  readonly end: number
  /** The hub's clock meanwhile, which may be wrong, and one that only counts the time that passes. */
  readonly now: number
  readonly steady: number
  readonly action: string
  readonly data: string
}

/** What the history of the hub says of a version. */
export type Told = Pick<Kept, 'text' | 'stamp' | 'applied'>

/** So many steps for each sync are enough to find an order where there is one. */
const patience = 40

/**
 * Looks for an order in which the syncs could have taken place one after the other: each between
 * its start and its end, and each with the very answer that the contract has for it then. Syncs of
 * one device follow each other.
 * @param history the order must also lead to these versions, oldest first
 * @returns why there is no order; undefined where one was found
 */
export function problemOf(
  seen: readonly Seen[],
  history?: readonly Told[],
  merging?: NaiveMerge,
): string | undefined {
  const answered = seen.filter(({ end }) => end !== Infinity)
  const maybes = seen.filter(({ end }) => end === Infinity)
  const byDevice = Map.groupBy(answered, ({ device }) => device)
  const lives = [...byDevice.values()].map((all) => all.toSorted((a, b) => a.start - b.start))
  const next = lives.map(() => 0)
  const used = new Set<Seen>()
  const oracle = new Oracle(merging)
  let steps = patience * (seen.length + 10)
  let done = 0
  let furthest = { done: -1, problem: '' }

  /** A merge adds two versions at once. */
  const asTold = () =>
    [oracle.kept.length - 2, oracle.kept.length - 1].every((index) => {
      const [version, told] = [oracle.kept[index], history?.[index]]
      if (!history || !version) return true
      const { text, stamp, applied } = version
      return told?.text === text && told.stamp === stamp && told.applied === applied
    })
  const search = (): boolean => {
    const isWhole = oracle.kept.length === (history ?? oracle.kept).length
    if (done === answered.length && isWhole) return true
    steps -= 1
    if (steps < 0) return false
    const heads = lives.map((life, index) => life[next[index] as number])
    const firstEnd = Math.min(...heads.map((head) => head?.end ?? Infinity))
    const { current } = oracle
    const isNext = (head: Seen | undefined): head is Seen => {
      if (!head || head.start > firstEnd) return false
      // Cheap to tell: a refusal names the copy that it met.
      return merging !== undefined || replaces(head) || head.data === current?.text
    }
    const candidates = heads
      .filter(isNext)
      .sort((a, b) => Number(replaces(a)) - Number(replaces(b)))
    for (const one of candidates) {
      const takeBack = oracle.mark()
      const { action, data } = oracle.sync(sentBy(one), one.now, one.steady)
      if (action === one.action && data === JSON.stringify(one.data) && asTold()) {
        const life = lives.findIndex((_, index) => heads[index] === one)
        next[life] = (next[life] as number) + 1
        done += 1
        if (search()) return true
        done -= 1
        next[life] = (next[life] as number) - 1
      }
      takeBack()
    }
    for (const maybe of maybes) {
      if (used.has(maybe) || maybe.start > firstEnd) continue
      const [before, takeBack] = [oracle.kept.length, oracle.mark()]
      oracle.sync(sentBy(maybe), maybe.now, maybe.steady)
      // What a device holds counts as well where changes are merged.
      if ((merging || oracle.kept.length > before) && asTold()) {
        used.add(maybe)
        if (search()) return true
        used.delete(maybe)
      }
      takeBack()
    }
    if (done > furthest.done) {
      const open = heads.filter((head) => head && head.start <= firstEnd)
      const all = open.map((head) => head && `${head.text} ${head.action} ${head.data}`)
      furthest = { done, problem: `after ${done} with ${current?.text}: ${all.join(' | ')}` }
    }
    return false
  }
  return search() ? undefined : furthest.problem
}

const replaces = ({ action }: Seen) => action === 'created' || action === 'incomingNewer'

const sentBy = ({ device, stamp, text }: Seen): Sent => ({
  ...{ device, stamp, text },
  type: 'text',
  firstContact: 'compare',
})
