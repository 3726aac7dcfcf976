import { asked, desktop, useDesktop } from '../../state/desktop.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../button.tsx'
import { Notice } from '../notice.tsx'
import { Failure } from '../problem.tsx'
import { useAction } from '../use-action.ts'

/** Says that nothing syncs, as long as that is so. */
export function PausedNotice() {
  const { t } = useSpeech()
  const { state } = useDesktop()
  const { start, busy, error } = useAction(async () => {
    if (desktop) await asked(desktop.setPaused(false))
  })
  if (!state?.paused) return null
  return (
    <Notice
      tone="warning"
      icon="pause"
      action={
        <Button icon="play" busy={busy} onClick={() => void start()}>
          {t('computer.resume')}
        </Button>
      }
    >
      <p>{t('computer.paused')}</p>
      <Failure error={error} />
    </Notice>
  )
}
