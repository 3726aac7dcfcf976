import type { App } from '../../../server/api/schemas/apps.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { navigate } from '../../router.ts'
import { calls } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { restoreVersion } from '../history/restore.ts'
import { settingsActions } from '../history/slot-actions.ts'

interface OlderResultProps {
  app: App
  deviceName: string
  current: Version
  onClose: () => void
}

/** The file was saved before the hub's copy, so the rule left it aside; the person may differ. */
export function OlderResult({ app, deviceName, current, onClose }: OlderResultProps) {
  const speech = useSpeech()
  const { t, formats } = speech
  const { start, busy, error } = useAction(async () => {
    const versions = await calls.history(app.type)
    const kept = versions.find((entry) => !entry.applied && entry.deviceName === deviceName)
    const now = versions.find((entry) => entry.current)
    if (kept) await restoreVersion(speech, settingsActions(app.type), kept.version, now)
    else navigate(`/apps/${app.type}`)
    onClose()
  })
  return (
    <>
      <Notice tone="warning">
        <p>
          {t('upload.older', {
            device: current.deviceName,
            time: formats.short(new Date(current.receivedAt)),
          })}
        </p>
        <p>{t('upload.olderKept')}</p>
      </Notice>
      <Failure error={error} />
      <div className="actions end">
        <Button icon="restore" busy={busy} onClick={() => void start()}>
          {t('upload.useAnyway')}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {t('upload.leave')}
        </Button>
      </div>
    </>
  )
}
