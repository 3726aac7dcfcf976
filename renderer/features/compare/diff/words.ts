import type { Translate } from '../../../texts/translate.ts'
import type { Fact } from './facts.ts'

/** Names of this many items are said along with their count. */
const mostNames = 3

/** The facts as one line: "2 apps added (Field Notes, Tide), theme changed". */
export function sayFacts(facts: readonly Fact[], t: Translate): string {
  return facts.map((fact) => sayFact(fact, t)).join(', ')
}

function sayFact(fact: Fact, t: Translate): string {
  if (fact.kind === 'items') {
    const { count, names, key, action } = fact
    const said = t(`diff.items.${action}`, { count, noun: nounFor(key, count, t) })
    return names.length <= mostNames ? `${said} (${names.join(', ')})` : said
  }
  if (fact.kind === 'settings') return t(`diff.settings.${fact.action}`, { n: fact.count })
  if (fact.kind === 'reordered') {
    return fact.key === ''
      ? t('diff.reorderedAll')
      : t('diff.reordered', { list: readable(fact.key) })
  }
  if (fact.path.length === 0) return t('diff.everything')
  return t(`diff.setting.${fact.action}`, { setting: fact.path.map(readable).join(' › ') })
}

/** What the items of a list are called: the list's own name, if that is a plural. */
function nounFor(key: string, count: number, t: Translate): string {
  if (key === '') return t('diff.entries', { n: count })
  const word = readable(key)
  if (!isPlural(word)) return t('diff.entriesOf', { n: count, list: word })
  return count === 1 ? singular(word) : word
}

/** A key as a person would write it: `defaultSort_type` becomes "default sort type". */
export function readable(key: string): string {
  // An address or a sentence is a name, not a key.
  if (/[\s/:.]/.test(key)) return key
  return key
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => (/^\p{Lu}+$/u.test(word) ? word : word.toLowerCase()))
    .join(' ')
}

// The keys of exports are English, whatever the language of the window.
const isPlural = (word: string) => /\p{Ll}{2}s$/u.test(word) && !/(?:ss|us|is|ous)$/.test(word)

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
