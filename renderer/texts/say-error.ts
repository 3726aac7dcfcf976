import { namesByKey, type Texts, translateAny } from '../../texts/translate.ts'
import type { ApiError } from '../api/api-error.ts'
import { isTextKey, type Translate } from './translate.ts'

export type SayError = (error: ApiError) => string

/** The texts of the hub's errors come after the first paint: until then the hub's own sentence stands. */
const loaders = import.meta.glob<Texts>('../../texts/*/errors.json', { import: 'default' })

export const loadErrorTexts = async (language: string): Promise<Texts> =>
  (await loaders[`../../texts/${language}/errors.json`]?.()) ?? {}

/**
 * The window's own words for an error, in its language, where it has any and the hub gave the values
 * that they need; else the hub's sentence.
 */
export function createSayError(t: Translate, texts: Texts, locale: string): SayError {
  const names = namesByKey(texts)
  const say = translateAny(texts, locale)
  return ({ code, values, message }) => {
    // What the window finds by itself it can always say: the hub may be out of reach.
    const own = `error.${code}`
    if (isTextKey(own)) return t(own, values as never)
    const isComplete = names.get(code)?.every((name) => Object.hasOwn(values, name))
    return isComplete ? say(code, values) : message
  }
}
