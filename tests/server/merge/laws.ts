import type { MergeInput, MergeOutcome, Side } from '../../../server/merge/outcome.ts'
import { otherSide } from '../../../server/merge/outcome.ts'
import type { Case, Json } from './cases.ts'
import { hints } from './cases.ts'
import { isAsTold, tell } from './naive.ts'

type Merge = (input: MergeInput) => MergeOutcome

/** The laws that a merge breaks with one case. */
export function brokenLaws(merge: Merge, { base, mine, theirs, newer, turns }: Case): string[] {
  const run = (input: Omit<MergeInput, 'hints'>) => {
    const outcome = merge({ ...input, hints })
    if (outcome.kind !== 'merged') throw new Error(outcome.reason)
    return outcome
  }
  const broken: string[] = []
  const law = (name: string, holds: boolean) => {
    if (!holds) broken.push(name)
  }

  for (const saved of ['mine', 'theirs'] as const) {
    const only = run({ base, mine, theirs: base, newer: saved })
    law('merge(b, x, b) = x', only.text === mine && only.choices.length === 0)
    const other = run({ base, mine: base, theirs, newer: saved })
    law('merge(b, b, y) = y', other.text === theirs && other.choices.length === 0)
    const both = run({ base, mine, theirs: mine, newer: saved })
    law('merge(b, x, x) = x', both.text === mine && both.choices.length === 0)
  }

  const first = run({ base, mine, theirs, newer })
  const turned = run({ base, mine: theirs, theirs: mine, newer: otherSide(newer) })
  law('the same whoever is mine', first.text === turned.text)
  const size = Buffer.byteLength(first.text)
  law('no larger than both', size <= Buffer.byteLength(mine) + Buffer.byteLength(theirs))
  const value = parsed(first.text)
  law('valid JSON', value !== undefined)
  const depth = Math.max(depthOf(JSON.parse(mine)), depthOf(JSON.parse(theirs)))
  law('no deeper than both', depthOf(value ?? null) <= depth)
  const paths = first.choices.map(({ path }) => path)
  law('each choice has its path', new Set(paths).size === paths.length)

  const decisions = new Map<string, Side>()
  for (const [index, path] of paths.entries()) {
    const side = turns[index % turns.length]
    if (side) decisions.set(path, side)
  }
  const decided = run({ base, mine, theirs, newer, decisions })
  law(
    'decisions make no other choices',
    paths.join() === decided.choices.map(({ path }) => path).join(),
  )
  for (const [outcome, decide] of [
    [first, () => newer],
    [decided, (path: string) => decisions.get(path) ?? newer],
  ] as const) {
    const values = outcome.choices.filter(({ kind }) => kind === 'value').map(({ path }) => path)
    const isChoice = (path: string) => values.includes(path)
    const told = tell({ base, mine, theirs, newer, hints, decide, isChoice })
    law('as it is told naively', isAsTold(parsed(outcome.text), told.value))
    law('the choices that are told', told.choices.toSorted().join() === values.toSorted().join())
  }

  if (paths.length === 0) {
    const later = run({ base, mine, theirs, newer: otherSide(newer) })
    const told = (saved: Side) =>
      tell({
        base,
        mine,
        theirs,
        newer: saved,
        hints: { ...hints },
        decide: () => saved,
        isChoice: () => false,
      })
    law('who is newer counts for choices alone', later.choices.length === 0)
    law(
      'as it is told, the other newer',
      isAsTold(parsed(later.text), told(otherSide(newer)).value),
    )
  }
  return [...new Set(broken)]
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const depthOf = (value: Json): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce<number>((deepest, one) => Math.max(deepest, depthOf(one)), 0)
    : 0
