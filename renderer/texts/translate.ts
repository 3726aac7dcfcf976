import en from '../../texts/en/window.json'
import * as catalogue from '../../texts/translate.ts'
import type { PagesTexts, WindowTexts } from '../../texts/values.ts'

/** The texts of the first page, and those that load after it: see `laterPart`. */
type AllTexts = WindowTexts & PagesTexts

export type TextKey = keyof AllTexts & string

/** Says a text in the chosen language; the compiler knows which values each text wants. */
export type Translate = catalogue.Translate<AllTexts>

/** English stands in for what a language does not have yet. */
export const createTranslate = (texts: catalogue.Texts, locale: string): Translate =>
  catalogue.createTranslate<AllTexts>(texts, locale, en)

const names = catalogue.namesByKey(en)

/** Whether the first page has a text of this name, which the hub may have made up. */
export const isTextKey = (key: string): key is keyof WindowTexts & string => names.has(key)
