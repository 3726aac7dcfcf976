import type { MergeChange, MergeChoice, MergeOutcome, Side } from './outcome.ts'
import { type Each, eachOf, fullBudget, type Run, sideOf, threeWay } from './three-way.ts'

/**
 * Merges texts line by line, as version control does. What comes out may be no text that the app
 * can read, so a person has to look at it.
 */
export function mergeLines(
  texts: Each<string>,
  newer: Side,
  decisions: ReadonlyMap<string, Side>,
): Extract<MergeOutcome, { kind: 'merged' }> {
  const numbers = new Map<string, number>()
  const numberOf = (line: string) => numbers.get(line) ?? numbers.set(line, numbers.size).size - 1
  const isLong = Object.values(texts).some(hasManyLines)
  const lines = eachOf(texts, (text) => (isLong ? [text] : text.split(/(?<=\n)/)))
  const items = eachOf(lines, (each) => each.map(numberOf))
  const runs = threeWay(items, fullBudget())
  const changes: MergeChange[] = []
  const choices: MergeChoice[] = []

  const take = (run: Run, path: string): string => {
    const there = eachOf(copies, (side) => lines[side].slice(...run[side]).join(''))
    const alone = sideOf(run, items, newer)
    if (!alone) {
      const taken = decisions.get(path) ?? newer
      choices.push({ kind: 'value', path, ...filled(there), taken })
      return there[taken]
    }
    if (there[alone] !== there.base) {
      const from = there.mine === there.theirs ? 'both' : alone
      const kind = !there.base ? 'added' : there[alone] ? 'changed' : 'removed'
      const { base: before, mine: after } = filled({ ...there, mine: there[alone] })
      changes.push({ from, kind, path, ...(before && { before }), ...(after && { after }) })
    }
    return there[alone]
  }

  const whole = eachOf(lines, (each) => [0, each.length] as const)
  const text = runs ? runs.map((run) => take(run, `/${run.base[0] + 1}`)).join('') : take(whole, '')
  return { kind: 'merged', format: 'text', text, changes, choices }
}

/** More lines than this are not told apart: 10 MiB of empty ones would take gigabytes. */
const mostLines = 200_000

function hasManyLines(text: string): boolean {
  let at = -1
  for (let lines = 0; lines < mostLines; lines += 1) {
    at = text.indexOf('\n', at + 1)
    if (at < 0) return false
  }
  return true
}

const copies: Each<keyof Run> = { base: 'base', mine: 'mine', theirs: 'theirs' }

/** Where a side has no lines there is no text. */
const filled = (texts: Each<string>): Partial<Each<string>> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
