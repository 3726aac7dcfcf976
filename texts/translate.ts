import { createInstance } from 'i18next'
import { namesIn } from './placeholders.ts'

/** The texts of a namespace in a language: i18next's JSON v4, so `key_one` and `key_other` for plurals. */
export type Texts = Readonly<Record<string, string>>

export type Values = Readonly<Record<string, string | number>>

/** Says a text of a namespace. `Known` holds, by key, the names of the values that the text needs. */
export type Translate<Known extends object> = <Key extends keyof Known & string>(
  key: Key,
  ...values: [Known[Key]] extends [never] ? [] : [ValuesFor<Known[Key]>]
) => string

type ValuesFor<Names> = {
  readonly [Name in Names & string]: Name extends 'n' ? number : string | number
}

/**
 * Numbers are written as the locale writes them, and `n` chooses the plural form.
 *
 * @param locale settles plural rules and numbers, such as `de-AT`
 * @param fallback texts that stand in where these have none
 */
export function createTranslate<Known extends object>(
  texts: Texts,
  locale: string,
  fallback: Texts = {},
): Translate<Known> {
  const say = translateAny(texts, locale, fallback)
  return (key, ...[values]) => say(key, values as Values | undefined)
}

/** For keys that are known only at run time, such as the code of an error. */
export function translateAny(texts: Texts, locale: string, fallback: Texts = {}) {
  const numbers = new Intl.NumberFormat(locale)
  const i18n = createInstance()
  i18n.init({
    lng: locale,
    fallbackLng: 'fallback',
    resources: { [locale]: { texts }, fallback: { texts: fallback } },
    defaultNS: 'texts',
    ns: ['texts'],
    // Keys hold dots, and texts hold colons: neither means anything.
    keySeparator: false,
    nsSeparator: false,
    contextSeparator: '\u0000',
    initAsync: false,
    showSupportNotice: false,
    // React and the menus of the system escape what they show.
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
  } as Parameters<typeof i18n.init>[0])
  return (key: string, values: Values = {}): string => {
    const written = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? numbers.format(value) : value,
      ]),
    )
    // `replace` keeps the names of values apart from the options of i18next.
    return i18n.t(key, {
      ...(typeof values.n === 'number' && { count: values.n }),
      replace: written,
      nest: false,
    })
  }
}

const pluralForm = /_(?:zero|one|two|few|many|other)$/

/** A key without the plural form that it ends in. */
export const withoutForm = (key: string): string => key.replace(pluralForm, '')

/** By key, the names of the values that a text needs; a plural always needs its `n`. */
export function namesByKey(texts: Texts): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [key, text] of Object.entries(texts)) {
    const names = [...namesIn(text), ...(pluralForm.test(key) ? ['n'] : [])]
    const base = withoutForm(key)
    found.set(base, [...new Set([...(found.get(base) ?? []), ...names])].sort())
  }
  return found
}

/** The pieces of a text around its placeholders, for texts that hold a link or a field. */
export function pieces(template: string): { text: string; name?: string }[] {
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^\{\w+\}$/.test(piece) ? { text: '', name: piece.slice(1, -1) } : { text: piece },
    )
}
