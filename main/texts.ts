import { pickLanguage } from '../texts/languages.ts'
import { languagesOf, readTexts } from '../texts/read-texts.ts'
import { createTranslate, type Translate } from '../texts/translate.ts'
import type { TrayTexts } from '../texts/values.ts'

/** What the tray, its menu and the notifications say. */
export interface Texts {
  readonly locale: string
  readonly t: Translate<TrayTexts>
}

/**
 * @param locale as the system names it, such as `de-AT`
 * @param folder where the texts are
 */
export function textsFor(locale: string, folder?: string): Texts {
  const language = pickLanguage(languagesOf('tray', folder), [locale])
  const texts = readTexts(language, 'tray', folder)
  const english = readTexts('en', 'tray', folder)
  return { locale: language, t: createTranslate<TrayTexts>(texts, language, english) }
}
