import { cpus, totalmem } from 'node:os'
import type { IdleFigure } from './idle.ts'
import type { Plan } from './plan.ts'
import type { StartFigure } from './starts.ts'
import { table } from './table.ts'
import type { Verdict } from './verdicts.ts'

/** All that a run of the bench found. */
export interface Findings {
  readonly plan: Plan
  readonly fillMs: number
  readonly verdicts: readonly Verdict[]
  readonly starts: readonly StartFigure[]
  readonly idle: IdleFigure
  /** Memory of the small and of the filled hub after the load, in bytes. */
  readonly memoryAfter: readonly [small: number, big: number]
}

const number = (value: number, digits = 0) =>
  Number.isNaN(value) ? '' : value.toLocaleString('en', { maximumFractionDigits: digits })

const fixed = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(2))

/** The findings as a text for people, in Markdown. */
export function reportText(findings: Findings): string {
  return [machine(findings), rates(findings), starts(findings), notes(findings)].join('\n\n')
}

function machine({ plan }: Findings): string {
  const memory = `${number(totalmem() / 1024 ** 3)} GiB of memory`
  return (
    `${cpus().length} cores, ${memory}, Node ${process.versions.node}, ` +
    `${new Date().toISOString().slice(0, 10)}. ${plan.connections} connections; ` +
    `medians of ${plan.rounds} rounds of ${plan.roundMs / 1_000} s, all cases in turns.`
  )
}

const rates = ({ verdicts }: Findings) =>
  table(
    [
      'what',
      'a second',
      'p50 ms',
      'p99 ms',
      'CPU µs',
      'ratio',
      'half of them',
      'wanted',
      'reached',
    ],
    verdicts.map(({ figure, ratio, half: [from, to], wanted, reached }) => [
      figure.name,
      number(figure.perSecond),
      fixed(figure.p50),
      fixed(figure.p99),
      number(figure.cpuUs),
      fixed(ratio),
      from < to ? `${fixed(from)} - ${fixed(to)}` : '',
      fixed(wanted),
      reached,
    ]),
  )

const starts = ({ starts }: Findings) =>
  table(
    ['start of', 'ready in ms', 'wanted', 'memory MB', 'wanted', 'reached'],
    starts.map(({ name, readyMs, wantedMs, memory, wantedMemory }) => [
      name,
      number(readyMs),
      number(wantedMs),
      number(memory / 1e6),
      number(wantedMemory / 1e6),
      reachedStart(readyMs <= wantedMs, !(memory > wantedMemory)),
    ]),
  )

function reachedStart(inTime: boolean, inMemory: boolean): string {
  if (inTime && inMemory) return 'yes'
  return `no: ${inTime ? '' : 'too slow'}${inTime || inMemory ? '' : ', '}${inMemory ? '' : 'too large'}`
}

function notes({ plan, fillMs, verdicts, idle, memoryAfter }: Findings): string {
  const busiest = Math.max(...verdicts.map(({ figure }) => figure.busy))
  const others = Math.max(...verdicts.map(({ figure }) => figure.others))
  const few = number(plan.active)
  const many = number(plan.slots)
  const [small, big] = memoryAfter.map((bytes) => number(bytes / 1e6))
  return [
    'The ratio is to the bare route or the bare disk of the same size; for the filled hub, and for the',
    `first server, it is to the hub with ${few} slots. It is the median of all rounds; half of them`,
    'lie between the two numbers after it. CPU is that of the measured process for one request.',
    '',
    `- The load generator was busy for at most ${number(busiest * 100)} % of the time.`,
    ...(others >= 0
      ? [`- The system and other programs used up to ${number(others * 100)} % of all cores.`]
      : []),
    `- Filling ${many} slots took ${number(fillMs / 1_000, 1)} s.`,
    `- After the load the hub with ${few} slots took ${small} MB, the filled one ${big} MB.`,
    ...(idle.cpuMs >= 0
      ? [
          `- A hub that was left alone for ${idle.ms / 1_000} s used ${number(idle.cpuMs)} ms of CPU ` +
            `and was woken ${number(idle.wakeUps)} times.`,
        ]
      : []),
    `- "All in use": requests to random slots, most of them read from disk first; rounds of ${
      plan.spread.ms / 1_000
    } s.`,
  ].join('\n')
}
