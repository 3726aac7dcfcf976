import { asked, desktop, useDesktop } from '../../state/desktop.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'

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
