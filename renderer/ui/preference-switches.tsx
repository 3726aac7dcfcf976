import { themes, useTheme, writeLanguageChoice } from '../state/preferences.ts'
import { languages } from '../texts/languages.ts'
import { useSpeech } from '../texts/speech.tsx'
import { Choice } from './choice.tsx'

export function ThemeSwitch() {
  const { t } = useSpeech()
  const [theme, setTheme] = useTheme()
  return (
    <Choice
      label={t('theme.label')}
      value={theme}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onValue={setTheme}
    />
  )
}

export function LanguageSwitch({ bare = true }: { bare?: boolean }) {
  const { t, language } = useSpeech()
  return (
    <Choice
      label={t('language.label')}
      bare={bare}
      value={language}
      options={languages.map(({ code, name }) => ({ value: code, label: name }))}
      onValue={writeLanguageChoice}
    />
  )
}
