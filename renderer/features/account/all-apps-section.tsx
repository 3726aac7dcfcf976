import { useState } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { ConnectDialog } from '../connect/connect-dialog.tsx'
import { allApps } from '../connect/wish.ts'
import { Keys } from '../keys/keys-section.tsx'

/** Keys by which the files of all apps are mounted as one folder. */
export function AllAppsSection() {
  const { t } = useSpeech()
  const [making, setMaking] = useState(false)
  return (
    <>
      <Keys app={allApps} title={t('allApps.title')} lead={t('allApps.what')}>
        <Button icon="key" onClick={() => setMaking(true)}>
          {t('allApps.button')}
        </Button>
      </Keys>
      {making && <ConnectDialog onClose={() => setMaking(false)} />}
    </>
  )
}
