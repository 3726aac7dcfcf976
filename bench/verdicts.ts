import { caseNames } from './cases.ts'
import type { Plan } from './plan.ts'
import type { Figure } from './rounds.ts'
import { percentile } from './statistics.ts'

/** A figure next to the one that it is measured by. */
export interface Verdict {
  readonly figure: Figure
  readonly reference?: Figure
  /** The median of the ratios within each round, and between which two half of them lie. */
  readonly ratio: number
  readonly half: readonly [from: number, to: number]
  readonly wanted: number
  readonly reached: string
}

/** Throughput may fall by so much from few slots to many. */
const flat = 1 / 1.2

interface Wish {
  readonly name: string
  readonly by: string
  readonly wanted: number
}

/** What is promised: `docs` and the README say the same. */
function wishesOf(plan: Plan): Wish[] {
  return plan.sizes.flatMap((size, index) => {
    const { bare, disk, none, write, first } = caseNames(plan, size)
    // The promise against bare Fastify and the bare disk is for the usual size, the first one.
    const [noneShare, writeShare] = index === 0 ? [0.6, 1] : [Number.NaN, Number.NaN]
    return [
      { name: none.small, by: bare, wanted: noneShare },
      { name: none.big, by: none.small, wanted: flat },
      { name: none.spread, by: none.small, wanted: flat },
      // For comparison only: a small part of what the hub does.
      { name: first.none, by: none.small, wanted: Number.NaN },
      { name: first.write, by: write.small, wanted: Number.NaN },
      { name: write.small, by: disk, wanted: writeShare },
      { name: write.big, by: write.small, wanted: flat },
      { name: write.spread, by: write.small, wanted: flat },
    ]
  })
}

export function judge(plan: Plan, figures: readonly Figure[]): Verdict[] {
  const wishes = wishesOf(plan)
  return figures.map((figure) => {
    const wish = wishes.find(({ name }) => name === figure.name)
    const reference = figures.find(({ name }) => name === wish?.by)
    const ratios = ratiosOf(figure, reference)
    const [ratio, ...half] = [
      percentile(ratios, 0.5),
      percentile(ratios, 0.25),
      percentile(ratios, 0.75),
    ]
    const wanted = wish?.wanted ?? Number.NaN
    const verdict = { figure, ratio, half, wanted, ...(reference && { reference }) }
    return { ...verdict, reached: reached(verdict) }
  })
}

/** Rounds are compared with each other where there are as many, else the medians are. */
function ratiosOf(figure: Figure, reference: Figure | undefined): Float64Array {
  if (!reference) return new Float64Array()
  if (figure.rounds.length !== reference.rounds.length) {
    return Float64Array.of(figure.perSecond / reference.perSecond)
  }
  return Float64Array.from(
    figure.rounds,
    (rate, round) => rate / (reference.rounds[round] ?? 0),
  ).sort()
}

/** Says what was measured, and guesses at nothing. */
function reached({ figure, reference, ratio, wanted }: Omit<Verdict, 'reached'>): string {
  if (figure.problem) return `not measured: ${figure.problem}`
  if (!reference || Number.isNaN(wanted)) return ''
  if (ratio >= wanted) return 'yes'
  if (figure.busy > 0.9) return 'no: the load generator was the limit'
  const cost = `${cpu(figure)} of CPU a request, against ${cpu(reference)}`
  if (!(figure.others > 0.2)) return `no: ${cost}`
  return `no: ${cost}; other programs used ${Math.round(figure.others * 100)} % of all cores`
}

const cpu = ({ cpuUs }: Figure) => (Number.isNaN(cpuUs) ? 'unknown' : `${Math.round(cpuUs)} µs`)
