import { Type } from 'typebox'

/*
 * Names of accounts: a profile in the manner of RFC 8265 (UsernameCaseMapped), with spaces and signs,
 * as people write their names. A new name has only characters that show, and must not look like the
 * name of another account. Names that were given before go on working as they are.
 */

/** Characters that show nothing, turn the direction of text, or mean nothing to everybody. */
const hidden = String.raw`\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}\u2800`

/** Like the names of devices, and without a character that does not show. */
export const accountNamePattern = String.raw`^(?!\s*$)(?![\\/])(?!(?:.*[\\/])?\.{1,2}(?:[\\/]|$))(?!\p{M})[^${hidden}]+$`

export const accountNameSchema = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: accountNamePattern, description })

const isAllowed = new RegExp(accountNamePattern, 'u')
const hiddenOrPath = new RegExp(`[${hidden}\\\\/]`, 'gu')

/** A name that is allowed, made of any text; undefined where nothing of it is left. */
export function asAccountName(text: string): string | undefined {
  const name = text
    .replaceAll(hiddenOrPath, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
    .trim()
  return isAllowed.test(name) ? name : undefined
}

/** The same for names that differ only in case, in width, in spaces, or in how they are encoded. */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(/\s+/g, ' ').trim()

/** Letters of Greek, Cyrillic and Armenian by the Latin ones that nobody can tell them from. */
const twins = new Map(
  Object.entries({
    ...{ A: 'АΑ', B: 'ВΒ', C: 'СϹ', D: 'Ԁ', E: 'ЕΕ', G: 'Ԍ', H: 'НΗҺ', I: 'ІӀΙ', J: 'ЈͿ' },
    ...{ K: 'КΚ', M: 'МΜ', N: 'Ν', O: 'ОΟՕ0', P: 'РΡ', Q: 'Ԛ', S: 'ЅՏ', T: 'ТΤ', U: 'Ս' },
    ...{ W: 'Ԝ', X: 'ХΧ', Y: 'УΥҮ', Z: 'Ζ' },
    ...{ a: 'аαɑ', c: 'сϲ', d: 'ԁ', e: 'е', g: 'ɡ', h: 'һհ', i: 'іιı', j: 'јϳ', k: 'кκ' },
    ...{ n: 'ո', o: 'оοσօ', p: 'рρ', q: 'ԛ', s: 'ѕ', u: 'υս', v: 'ν', w: 'ԝ', x: 'хχ', y: 'уүγ' },
  }).flatMap(([latin, letters]) => [...letters].map((one) => [one, latin] as const)),
)

const inLatin = (name: string): string =>
  [...name.normalize('NFKC')].map((one) => twins.get(one) ?? one).join('')

/** What is left of a name for somebody who glances at it as it is written, and in capitals. */
const asWritten = (name: string) => nameKey(inLatin(name).replaceAll(/[I1|]/g, 'l'))
const inCapitals = (name: string) => nameKey(inLatin(name.toUpperCase()))

/** Whether one name can be taken for the other. */
export const looksAlike = (a: string, b: string): boolean =>
  nameKey(a) === nameKey(b) || asWritten(a) === asWritten(b) || inCapitals(a) === inCapitals(b)
