import { useEffect, useState } from 'react'
import type { Check } from '../../server/api/schemas/hub.ts'
import { type Texts, translateAny } from '../../texts/translate.ts'
import { useSpeech } from './speech.tsx'

/** English comes with the checks themselves. */
const loaders = import.meta.glob<Texts>(['../../texts/*/checks.json', '!../../texts/en/**'], {
  import: 'default',
})

type Say = (check: Check, part: 'title' | 'detail' | 'fix') => string

const asTheHubSays: Say = (check, part) => check[part]

/** Says a check in a language; as the hub says it where the language has no text of its code. */
export function createSayCheck(texts: Texts, locale: string): Say {
  const t = translateAny(texts, locale)
  return (check, part) => {
    const key = `${check.code}.${part}`
    return Object.hasOwn(texts, key) ? t(key, check.values) : check[part]
  }
}

export function useCheckTexts(): Say {
  const { language } = useSpeech()
  const [say, setSay] = useState<Say>(() => asTheHubSays)
  useEffect(() => {
    let current = true
    const load = loaders[`../../texts/${language}/checks.json`]
    const next = load ? load().then((texts) => createSayCheck(texts, language)) : asTheHubSays
    Promise.resolve(next).then(
      (made) => current && setSay(() => made),
      () => {},
    )
    return () => {
      current = false
    }
  }, [language])
  return say
}
