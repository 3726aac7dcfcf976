import { useEffect, useRef, useState } from 'react'
import { calls } from '../../state/hub.ts'
import { rememberRestored } from '../../state/preferences.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { comesBack } from './restart.ts'

/** Covers the page while the hub starts anew, and loads it again once the hub is back. */
export function Restarting({ keptAs }: { keptAs: string }) {
  const { t } = useSpeech()
  const dialog = useRef<HTMLDialogElement>(null)
  const [isLost, setLost] = useState(false)

  useEffect(() => {
    dialog.current?.showModal()
    let current = true
    rememberRestored(keptAs)
    void comesBack({
      ask: calls.session,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      now: () => Date.now(),
    }).then((isBack) => {
      if (!current) return
      // Everything that the page knew was of the hub as it was before.
      if (isBack) location.reload()
      else setLost(true)
    })
    return () => {
      current = false
    }
  }, [keptAs])

  return (
    <dialog
      ref={dialog}
      className="dialog restarting"
      aria-labelledby="restarting"
      onCancel={(event) => event.preventDefault()}
    >
      <Mark size={56} running={!isLost} />
      <h2 id="restarting">{t('restore.restarting')}</h2>
      <p className="soft">{t('restore.wait')}</p>
      <p className="soft small">{t('restore.kept', { place: keptAs })}</p>
      {isLost && (
        <Notice
          tone="warning"
          action={<Button onClick={() => location.reload()}>{t('action.reload')}</Button>}
        >
          {t('restore.lost')}
        </Notice>
      )}
    </dialog>
  )
}
