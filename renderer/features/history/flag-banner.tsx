import { useState } from 'react'
import type { Version } from '../../../server/api/schemas/history.ts'
import { isFlagSeen, rememberFlag } from '../../state/preferences.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { restoreVersion } from './restore.ts'
import type { SlotActions } from './slot-actions.ts'

/** Says that the current version looks like an accident, and takes it back if it was one. */
export function FlagBanner({ slot, version }: { slot: SlotActions; version: Version }) {
  const speech = useSpeech()
  const { t } = speech
  const { flag, replaced } = version
  const [seen, setSeen] = useState(() => isFlagSeen(slot.id, version.version))
  const { start, busy, error } = useAction(async () => {
    if (replaced !== undefined) await restoreVersion(speech, slot, replaced, version)
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
              rememberFlag(slot.id, version.version)
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
