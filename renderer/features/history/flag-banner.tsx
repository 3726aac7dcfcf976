import { useState } from 'react'
import type { Version } from '../../../server/api/schemas/history.ts'
import { isFlagSeen, rememberFlag } from '../../state/preferences.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { restoreVersion } from './restore.ts'

/** Says that the current version looks like an accident, and takes it back if it was one. */
export function FlagBanner({ app, version }: { app: string; version: Version }) {
  const speech = useSpeech()
  const { t } = speech
  const { flag, replaced } = version
  const [seen, setSeen] = useState(() => isFlagSeen(app, version.version))
  const { start, busy, error } = useAction(async () => {
    if (replaced !== undefined) await restoreVersion(speech, app, replaced, version.version)
  })
  if (!flag || seen) return null
  return (
    <Notice
      tone="warning"
      action={
        <>
          {replaced !== undefined && (
            <Button icon="restore" busy={busy} onClick={() => void start()}>
              {t('flag.undo', { version: replaced })}
            </Button>
          )}
          <Button
            kind="quiet"
            onClick={() => {
              rememberFlag(app, version.version)
              setSeen(true)
            }}
          >
            {t('flag.keep')}
          </Button>
        </>
      }
    >
      <p>{t(`flag.${flag}`, { device: version.deviceName })}</p>
      <Failure error={error} />
    </Notice>
  )
}
