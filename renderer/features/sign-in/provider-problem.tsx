import { usePlace } from '../../router.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { isTextKey, type TextKey } from '../../texts/translate.ts'
import { Notice } from '../../ui/notice.tsx'

type ProblemKey = Extract<TextKey, `signIn.problem.${string}`>

const isKnown = (key: string): key is ProblemKey => isTextKey(key)

/** Why signing in or linking with a provider did not work; the hub names it in the address. */
export function ProviderProblem() {
  const { t } = useSpeech()
  const code = usePlace().query.get('problem')
  if (code === null) return null
  const key = `signIn.problem.${code}`
  return <Notice tone="warning">{isKnown(key) ? t(key) : t('signIn.problem.other')}</Notice>
}
