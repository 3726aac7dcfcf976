import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import en from '../../texts/en/window.json'
import { defaultLanguage } from '../../texts/languages.ts'
import type { Texts } from '../../texts/translate.ts'
import { refresh } from '../state/hub.ts'
import { readLanguageChoice, useLanguageChoice } from '../state/preferences.ts'
import { createFormats, type Formats } from './formats.ts'
import { languages, localeFor, pickLanguage } from './languages.ts'
import { createSayError, loadErrorTexts, type SayError } from './say-error.ts'
import { createTranslate, type TextKey, type Translate } from './translate.ts'

export interface Speech {
  readonly language: string
  readonly t: Translate
  readonly sayError: SayError
  readonly formats: Formats
  /** The text as it was written, with its placeholders. */
  readonly template: (key: TextKey) => string
}

const SpeechContext = createContext<Speech | undefined>(undefined)

export function useSpeech(): Speech {
  const speech = use(SpeechContext)
  if (!speech) throw new Error('Texts are used outside of SpeechProvider.')
  return speech
}

const loadTexts = (language: string): Promise<Texts> =>
  languages.find(({ code }) => code === language)?.load() ?? Promise.resolve(en)

/** Loads the texts to begin with, so that the first paint speaks the right language. */
export async function firstTexts(): Promise<{ language: string; texts: Texts }> {
  const language = pickLanguage(readLanguageChoice(), navigator.languages)
  return loadTexts(language)
    .then((texts) => ({ language, texts }))
    .catch(() => ({ language: defaultLanguage, texts: en }))
}

interface SpeechProviderProps {
  first: { language: string; texts: Texts }
  children: ReactNode
}

export function SpeechProvider({ first, children }: SpeechProviderProps) {
  const [spoken, setSpoken] = useState(first)
  const wanted = pickLanguage(useLanguageChoice(), navigator.languages)

  useEffect(() => {
    if (wanted === spoken.language) return
    let current = true
    loadTexts(wanted).then(
      (texts) => {
        if (!current) return
        setSpoken({ language: wanted, texts })
        void refresh.language()
      },
      () => {},
    )
    return () => {
      current = false
    }
  }, [wanted, spoken.language])

  const [errors, setErrors] = useState<{ language?: string; texts: Texts }>({ texts: {} })
  const { language } = spoken
  useEffect(() => {
    loadErrorTexts(language).then(
      (texts) => setErrors({ language, texts }),
      () => {},
    )
  }, [language])

  const speech = useMemo<Speech>(() => {
    const { language, texts } = spoken
    const locale = localeFor(language, navigator.languages)
    const t = createTranslate(texts, locale)
    return {
      language,
      t,
      sayError: createSayError(t, errors.language === language ? errors.texts : {}, locale),
      formats: createFormats(locale),
      template: (key) => texts[key] ?? texts[`${key}_other`] ?? '',
    }
  }, [spoken, errors])

  useEffect(() => {
    document.documentElement.lang = speech.language
  }, [speech.language])

  return <SpeechContext value={speech}>{children}</SpeechContext>
}
