import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareLines, hunks } from '../../../renderer/features/compare/diff/lines.ts'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  .map((lines) => lines.join('\n'))

test('the lines lead from the one text to the other', () => {
  const check = (before: string, after: string) => {
    const lines = compareLines(before, after)
    const without = (kind: string) =>
      lines
        .filter((line) => line.kind !== kind)
        .map((line) => line.text)
        .join('\n')
    expect(without('added')).toBe(before)
    expect(without('removed')).toBe(after)
  }
  fc.assert(fc.property(text, text, check), { numRuns: 1_000 })
})

test('no shorter way leads there', () => {
  const check = (before: string, after: string) => {
    const a = before.split('\n')
    const b = after.split('\n')
    const edits = compareLines(before, after).filter(({ kind }) => kind !== 'same').length
    expect(edits).toBe(a.length + b.length - 2 * longestCommon(a, b))
  }
  fc.assert(fc.property(text, text, check), { numRuns: 500 })
})

/** The textbook table, as an independent oracle. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (const [i, left] of a.entries()) {
    for (const [j, right] of b.entries()) {
      const row = table[i + 1] as number[]
      row[j + 1] =
        left === right ? (table[i]?.[j] ?? 0) + 1 : Math.max(table[i]?.[j + 1] ?? 0, row[j] ?? 0)
    }
  }
  return table[a.length]?.[b.length] ?? 0
}

test('texts with nothing in common are still told apart in time', () => {
  const lines = (mark: string) => Array.from({ length: 5_000 }, (_, n) => `${mark} ${n}`).join('\n')
  expect(compareLines(lines('old'), lines('new'))).toHaveLength(10_000)
})

test('only what is near a change is shown', () => {
  const before = Array.from({ length: 50 }, (_, n) => `line ${n}`)
  const after = before.with(10, 'other').with(40, 'another')
  const shown = hunks(compareLines(before.join('\n'), after.join('\n')))
  expect(shown.map((group) => group.length)).toEqual([6, 6])
})
