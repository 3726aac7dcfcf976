/*
 * Which names of accounts are one, and which look alike: the store keeps indexes of both.
 */

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

/** Names of which one of these is the same can be taken for each other. */
export const looksOf = (name: string): readonly string[] => [
  `key ${nameKey(name)}`,
  `as written ${asWritten(name)}`,
  `in capitals ${inCapitals(name)}`,
]

/** Whether one name can be taken for the other. */
export const looksAlike = (a: string, b: string): boolean => {
  const looks = new Set(looksOf(a))
  return looksOf(b).some((look) => looks.has(look))
}
