import type { ApiError } from '../api/api-error.ts'
import { en } from './en.ts'
import { valuesIn } from './sentences.ts'
import { useSpeech } from './speech.tsx'
import type { TextKey, Translate } from './translate.ts'

type ErrorKey = Extract<TextKey, `error.${string}`>

const isKnown = (key: string): key is ErrorKey => key in en

/**
 * The window's own words for an error where it has any, else the hub's sentence. Details, such as
 * how long to wait, come from the sentence: the English text is the same as the hub's.
 */
export function errorText(t: Translate, error: ApiError): string {
  const key = `error.${error.code}`
  if (!isKnown(key)) return error.message
  const template = en[key]
  const values = template.includes('{') ? valuesIn(template, error.message) : {}
  return values ? t(key, values as never) : error.message
}

export function useErrorText(): (error: ApiError) => string {
  const { t } = useSpeech()
  return (error) => errorText(t, error)
}
