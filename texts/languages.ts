/** What stands in wherever a language is not there, or has no text of its own. */
export const defaultLanguage = 'en'

/**
 * The first of the wanted languages that there is.
 *
 * @param wanted tags as browsers and systems give them, such as `de-AT` or `de_AT.UTF-8`
 */
export function pickLanguage(known: readonly string[], wanted: readonly string[]): string {
  for (const tag of wanted) {
    const language = tag.split(/[-_@.]/)[0]?.toLowerCase() ?? ''
    if (known.includes(language)) return language
  }
  return defaultLanguage
}

/** The tags of an Accept-Language header, the most wanted first. */
export const acceptedLanguages = (header: string | undefined): string[] =>
  (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(/\s*;\s*/)
      const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
      return { tag, weight }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
