import type { ApiError } from '../api/api-error.ts'
import { useSpeech } from '../texts/speech.tsx'
import { useErrorText } from '../texts/use-error-text.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** What went wrong with something just tried, beside the button that tried it. */
export function Failure({ error }: { error: ApiError | null | undefined }) {
  const say = useErrorText()
  return (
    <div role="alert" className="failure-place">
      {error && (
        <p className="failure">
          <Icon name="warning" />
          <span>{say(error)}</span>
        </p>
      )}
    </div>
  )
}

/** Stands where something should be that could not be fetched. */
export function Problem({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  const { t } = useSpeech()
  const say = useErrorText()
  return (
    <div className="problem" role="alert">
      <Icon name="warning" size={28} />
      <p>{say(error)}</p>
      {/* What is not there will not be there the next moment either. */}
      {error.status !== 404 && (
        <Button icon="rotate" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  )
}
