import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compareSettings } from '../../../renderer/features/compare/diff/compare-settings.ts'
import { factsOf } from '../../../renderer/features/compare/diff/facts.ts'
import { compareLines } from '../../../renderer/features/compare/diff/lines.ts'
import { sayFacts } from '../../../renderer/features/compare/diff/words.ts'
import { createTranslate } from '../../../renderer/texts/translate.ts'
import type { Texts } from '../../../texts/translate.ts'

/** What `expected.json` of a module says of the step from `sample.json` to `edited.json`. */
interface Expected {
  /** What a person did in the app. */
  readonly edit: string
  /** What the window says of it. */
  readonly words?: string
  /** How many values that change by themselves are folded away. */
  readonly folded?: number
  /** Where the window compares line by line: the lines that went and came. */
  readonly lines?: readonly string[]
}

const modules = new URL('../../../app-modules/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, modules), 'utf8')
/** The texts of the window, whichever of its files they stand in. */
const texts = new URL('../../../texts/en/', import.meta.url)
const en: Texts = Object.assign(
  {},
  ...readdirSync(texts).map((file) => JSON.parse(readFileSync(new URL(file, texts), 'utf8'))),
)
const english = createTranslate(en, 'en')

const types = readdirSync(modules, { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/sample.json`, modules)),
  )
  .map(({ name }) => name)

/** What the window says of two versions of an app's settings. */
function told(
  before: string,
  after: string,
  volatile: readonly string[],
  fileName: string,
): Omit<Expected, 'edit'> {
  const comparison = compareSettings(before, after, volatile, fileName)
  switch (comparison.kind) {
    case 'settings': {
      const { changes } = comparison
      const folded = changes.filter((change) => change.volatile).length
      return { words: sayFacts(factsOf(changes), english), folded }
    }
    case 'text': {
      const lines = compareLines(comparison.before, comparison.after)
      const changed = lines.filter(({ kind }) => kind !== 'same')
      return {
        lines: changed.map(({ kind, text }) => `${kind === 'added' ? '+' : '-'} ${text.trim()}`),
      }
    }
    default:
      throw new Error(`The two samples are ${comparison.kind}.`)
  }
}

describe.each(types)('an edit in %s', (type) => {
  const expected: Expected = JSON.parse(read(`${type}/expected.json`))
  const { volatile, fileName } = JSON.parse(read(`${type}/manifest.json`)).export as {
    volatile: string[]
    fileName: string
  }
  const { edit, ...said } = expected

  test('is told in words that a person understands', () => {
    expect(edit).toMatch(/^[A-Z].*\.$/)
    expect(
      told(read(`${type}/sample.json`), read(`${type}/edited.json`), volatile, fileName),
    ).toEqual(said)
    expect(said.words ?? said.lines).not.toHaveLength(0)
  })

  if (volatile.length === 0) return
  test('comes with changes that nobody made, folded away', () => {
    expect(said.folded).toBeGreaterThan(0)
  })
})
