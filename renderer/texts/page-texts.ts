import type { Texts } from '../../texts/translate.ts'

/** The texts of all that is not on the first page. */
const loaders = import.meta.glob<Texts>('../../texts/*/pages.json', { import: 'default' })

const english = '../../texts/en/pages.json'

const loaded = new Map<string, Promise<Texts>>()

/** English stands in for what a language does not have yet. What could not be loaded is tried again. */
export function loadPageTexts(language: string): Promise<Texts> {
  const known = loaded.get(language)
  if (known) return known
  const paths = new Set([english, `../../texts/${language}/pages.json`])
  const texts = Promise.all([...paths].map((path) => loaders[path]?.())).then(
    (found): Texts => Object.assign({}, ...found),
  )
  loaded.set(language, texts)
  texts.catch(() => loaded.delete(language))
  return texts
}

/** Whether a part of the window has asked for them: then they are wanted in another language too. */
export const pageTextsWanted = (): boolean => loaded.size > 0
