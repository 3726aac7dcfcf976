import texts from '../../texts/en/checks.json' with { type: 'json' }
import { fillIn } from '../../texts/placeholders.ts'

type TextName = keyof typeof texts
/** What a check has found: each code has its texts in `texts/LANGUAGE/checks.json`. */
export type CheckCode = TextName extends `${infer Code}.${string}` ? Code : never

/** Something about the hub that its owner should know, and what to do about it. */
export interface Check {
  readonly code: string
  readonly level: 'ok' | 'warning' | 'problem'
  /** What stands in the places of its texts. */
  readonly values: Readonly<Record<string, string>>
  /** In English, for whoever has no texts of the codes. */
  readonly title: string
  readonly detail: string
  readonly fix: string
}

/** What was found, with its texts in English. */
export function check(
  code: CheckCode,
  level: Check['level'],
  given: Readonly<Record<string, string | number>> = {},
): Check {
  const values = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, String(value)]),
  )
  const say = (part: string) =>
    fillIn((texts as Readonly<Record<string, string>>)[`${code}.${part}`] ?? '', values)
  return { code, level, values, title: say('title'), detail: say('detail'), fix: say('fix') }
}
