import type { ApiError } from '../api/api-error.ts'
import { en } from './en.ts'
import { useSpeech } from './speech.tsx'
import type { TextKey, Translate } from './translate.ts'

type ErrorKey = Extract<TextKey, `error.${string}`>

const isKnown = (key: string): key is ErrorKey => key in en

/** The window's own words for an error where it has any, else the hub's sentence. */
export function errorText(t: Translate, error: ApiError): string {
  const key = `error.${error.code}`
  return isKnown(key) ? t(key) : error.message
}

export function useErrorText(): (error: ApiError) => string {
  const { t } = useSpeech()
  return (error) => errorText(t, error)
}
