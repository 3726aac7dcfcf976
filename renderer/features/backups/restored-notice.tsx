import { useState } from 'react'
import { forgetRestored, rememberedRestored } from '../../state/preferences.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Says after a restore that it is done, and where what was there before is kept. */
export function RestoredNotice() {
  const { t } = useSpeech()
  const [keptAs, setKeptAs] = useState(rememberedRestored)
  if (keptAs === undefined) return null
  return (
    <Notice
      tone="good"
      action={
        <Button
          kind="quiet"
          onClick={() => {
            forgetRestored()
            setKeptAs(undefined)
          }}
        >
          {t('action.close')}
        </Button>
      }
    >
      <p>{t('restore.doneWith')}</p>
      <p className="soft small">{t('restore.kept', { place: keptAs })}</p>
    </Notice>
  )
}
