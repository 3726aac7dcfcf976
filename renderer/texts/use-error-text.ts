import type { ApiError } from '../api/api-error.ts'
import { useSpeech } from './speech.tsx'
import { isTextKey, namesOf, type Translate } from './translate.ts'

/**
 * The window's own words for an error, in its language, where it has any and the hub gave the values
 * that they need; else the hub's sentence.
 */
export function errorText(t: Translate, error: ApiError): string {
  const key = `error.${error.code}`
  if (!isTextKey(key)) return error.message
  const isComplete = namesOf(key).every((name) => Object.hasOwn(error.values, name))
  return isComplete ? t(key, error.values as never) : error.message
}

export function useErrorText(): (error: ApiError) => string {
  const { t } = useSpeech()
  return (error) => errorText(t, error)
}
