import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import en from '../../texts/en/window.json'
import { defaultLanguage } from '../../texts/languages.ts'
import type { Texts } from '../../texts/translate.ts'
import { refresh } from '../state/hub.ts'
import { readLanguageChoice, useLanguageChoice } from '../state/preferences.ts'
import { createFormats, type Formats } from './formats.ts'
import { languages, localeFor, pickLanguage } from './languages.ts'
import { loadPageTexts, pageTextsWanted } from './page-texts.ts'
import { createSayError, loadErrorTexts, type SayError } from './say-error.ts'
import { createTranslate, type TextKey, type Translate } from './translate.ts'

export interface Speech {
  readonly language: string
  readonly t: Translate
  readonly sayError: SayError
  readonly formats: Formats
  /** The text as it was written, with its placeholders. */
  readonly template: (key: TextKey) => string
  /** The texts behind it. */
  readonly texts: Texts
  /** Whether the texts of the pages that load later are among them. */
  readonly isWhole: boolean
}

const SpeechContext = createContext<Speech | undefined>(undefined)

/** What says texts, in the forms that React's components ask for. */
const speak = (texts: Texts, locale: string) => ({
  texts,
  t: createTranslate(texts, locale),
  template: (key: TextKey): string => texts[key] ?? texts[`${key}_other`] ?? '',
})

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
    const together = [loadTexts(wanted), pageTextsWanted() && loadPageTexts(wanted)] as const
    Promise.all(together).then(
      ([texts]) => {
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
    const spoke = speak(texts, locale)
    const errorTexts = errors.language === language ? errors.texts : {}
    return {
      ...spoke,
      language,
      sayError: createSayError(spoke.t, errorTexts, locale),
      formats: createFormats(locale),
      isWhole: false,
    }
  }, [spoken, errors])

  useEffect(() => {
    document.documentElement.lang = speech.language
  }, [speech.language])

  return <SpeechContext value={speech}>{children}</SpeechContext>
}

/** Gives what is inside the texts that are not of the first page; waits for them as for its code. */
export function WithPageTexts({ children }: { children: ReactNode }) {
  const speech = useSpeech()
  const { language, texts, isWhole } = speech
  const more = isWhole ? undefined : use(loadPageTexts(language))
  const whole = useMemo<Speech>(() => {
    if (!more) return speech
    const locale = localeFor(language, navigator.languages)
    return { ...speech, ...speak({ ...texts, ...more }, locale), isWhole: true }
  }, [speech, language, texts, more])
  return <SpeechContext value={whole}>{children}</SpeechContext>
}
