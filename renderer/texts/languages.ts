import { en } from './en.ts'
import type { Texts } from './translate.ts'

/** Every language of the window, by its own name. English comes along; others load when chosen. */
export const languages = [
  { code: 'en', name: 'English', load: async (): Promise<Texts> => en },
  { code: 'de', name: 'Deutsch', load: async (): Promise<Texts> => (await import('./de.ts')).de },
] as const

export type Language = (typeof languages)[number]['code']

/** The language to begin with: the one chosen here, else the first of the browser's that we have. */
export function pickLanguage(chosen: string | undefined, wanted: readonly string[]): Language {
  const known = (tag: string) =>
    languages.find(({ code }) => tag.split(/[-_@.]/)[0]?.toLowerCase() === code)
  for (const tag of chosen === undefined ? wanted : [chosen, ...wanted]) {
    const found = known(tag)
    if (found) return found.code
  }
  return 'en'
}

/** The browser's flavour of the language, such as en-GB: it settles how dates are written. */
export function localeFor(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.split('-')[0] === language && isLocale(tag)) ?? language
}

/** Some systems give tags that no browser formats by, such as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
