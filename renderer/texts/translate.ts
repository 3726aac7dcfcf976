import type { en } from './en.ts'

/** A text with a number in it, in the forms that a language has for it. */
export interface Plural {
  readonly one: string
  readonly other: string
}

export type TextKey = keyof typeof en

/** What a translation has to hold: the same texts, plural where English is. */
export type Texts = {
  readonly [Key in TextKey]: (typeof en)[Key] extends string ? string : Plural
}

type PlaceholdersOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersOf<Rest>
  : never
type NamesIn<Text> = Text extends string
  ? PlaceholdersOf<Text>
  : 'n' | PlaceholdersOf<Text[keyof Text]>
type ValueOf<Name> = Name extends 'n' ? number : string | number
type ValuesOf<Text> = { readonly [Name in NamesIn<Text>]: ValueOf<Name> }
type Arguments<Key extends TextKey> = [NamesIn<(typeof en)[Key]>] extends [never]
  ? []
  : [ValuesOf<(typeof en)[Key]>]

/** Says a text in the chosen language; the compiler knows which values each text wants. */
export type Translate = <Key extends TextKey>(key: Key, ...values: Arguments<Key>) => string

export function createTranslate(texts: Texts, locale: string): Translate {
  const rules = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  return (key, ...[values]) => {
    const given: Record<string, string | number> = { ...values }
    const text: string | Plural = texts[key]
    const template = typeof text === 'string' ? text : formOf(text, rules.select(Number(given.n)))
    return template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = given[name]
      return typeof value === 'number' ? numbers.format(value) : (value ?? '')
    })
  }
}

function formOf(text: Plural, rule: Intl.LDMLPluralRule): string {
  return rule === 'one' ? text.one : text.other
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
