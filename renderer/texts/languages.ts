import en from '../../texts/en/window.json'
import { defaultLanguage, pickLanguage as pick } from '../../texts/languages.ts'
import type { Texts } from '../../texts/translate.ts'

/** English comes along; others load when chosen. */
const loaders = import.meta.glob<Texts>(['../../texts/*/window.json', '!../../texts/en/**'], {
  import: 'default',
})

const codeIn = (path: string) => path.split('/').at(-2) ?? ''

/** Every language that has a file, by its own name. */
export const languages: readonly {
  readonly code: string
  readonly name: string
  readonly load: () => Promise<Texts>
}[] = [
  { code: defaultLanguage, load: async (): Promise<Texts> => en },
  ...Object.entries(loaders).map(([path, load]) => ({ code: codeIn(path), load })),
].map(({ code, load }) => ({ code, name: nameOf(code), load }))

/** As the language calls itself, with a capital as for the entry of a list. */
function nameOf(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
}

/** The language to begin with: the one chosen here, else the first of the browser's that we have. */
export const pickLanguage = (chosen: string | undefined, wanted: readonly string[]): string =>
  pick(
    languages.map(({ code }) => code),
    chosen === undefined ? wanted : [chosen, ...wanted],
  )

/** The browser's flavour of the language, such as en-GB: it settles how dates are written. */
export function localeFor(language: string, wanted: readonly string[]): string {
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
