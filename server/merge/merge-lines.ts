import type { MergeChange, MergeChoice, MergeOutcome, Side } from './outcome.ts'
import { type Each, eachOf, type Run, sideOf, threeWay } from './three-way.ts'

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
  const lines = eachOf(texts, (text) => text.split(/(?<=\n)/))
  const items = eachOf(lines, (each) => each.map(numberOf))
  const runs = threeWay(items)
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

const copies: Each<keyof Run> = { base: 'base', mine: 'mine', theirs: 'theirs' }

/** Where a side has no lines there is no text. */
const filled = (texts: Each<string>): Partial<Each<string>> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
