import en from '../../texts/en/window.json'
import * as catalogue from '../../texts/translate.ts'
import type { WindowTexts } from '../../texts/values.ts'

export type TextKey = keyof WindowTexts & string

/** Says a text in the chosen language; the compiler knows which values each text wants. */
export type Translate = catalogue.Translate<WindowTexts>

/** English stands in for what a language does not have yet. */
export const createTranslate = (texts: catalogue.Texts, locale: string): Translate =>
  catalogue.createTranslate<WindowTexts>(texts, locale, en)

const names = catalogue.namesByKey(en)

/** Whether the window has a text of this name, which the hub may have made up. */
export const isTextKey = (key: string): key is TextKey => names.has(key)

/** The names of the values that a text needs. */
export const namesOf = (key: TextKey): readonly string[] => names.get(key) ?? []
