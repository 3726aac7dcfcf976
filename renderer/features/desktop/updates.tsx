import type { UpdateState } from '../../../main/bridge.ts'
import { asked, desktop } from '../../state/desktop.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Where the program stands with a newer version of itself, and the next step. */
export function Updates({ updates }: { updates: UpdateState }) {
  const { t } = useSpeech()
  const { version: own } = useSignedIn().session
  const { start, busy, error } = useAction(async () => {
    if (desktop) await asked(desktop.update())
  })
  const { step, version = '', problem } = updates
  const button = (text: string, kind: 'primary' | 'plain' = 'plain') => (
    <Button icon="rotate" kind={kind} busy={busy} onClick={() => void start()}>
      {text}
    </Button>
  )
  return (
    <div className="updates">
      <div role="status">
        {(step === 'looking' || step === 'downloading') && (
          <p className="looking">
            <Mark size={18} running />
            {step === 'looking' ? t('update.looking') : t('update.downloading', { version })}
          </p>
        )}
        {step === 'ready' && (
          <Notice tone="good" action={button(t('update.restart'), 'primary')}>
            {t('update.ready', { version })}
          </Notice>
        )}
        {step === 'failed' && (
          <Notice tone="warning" action={button(t('action.retry'))}>
            <p>{t('update.failed')}</p>
            {problem !== undefined && <p className="soft small">{problem}</p>}
          </Notice>
        )}
        {step === 'not-possible' && (
          <p className="soft">{problem ?? t('update.notPossible', { version: own })}</p>
        )}
      </div>
      {step === 'none' && (
        <div className="update-none">
          <span className="soft">{t('update.none', { version: own })}</span>
          {button(t('update.look'))}
        </div>
      )}
      <Failure error={error} />
    </div>
  )
}
