import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { DoneFooter } from '../../ui/dialog-footer.tsx'
import { Steps } from '../../ui/steps.tsx'
import { Commands } from './commands-view.tsx'
import { connectUri } from './connect-uri.ts'
import { FirstSync } from './first-sync.tsx'
import { HandOver, useHubAddress } from './hand-over.tsx'
import type { MadeKey } from './wish.ts'

interface KeyStepProps {
  app: App
  made: MadeKey
  /** The key was copied or is in use: nothing is lost any more. */
  onSafe: () => void
  onClose: () => void
}

/** Everything the device needs, and the wait for its first sync. */
export function KeyStep({ app, made: { key, text }, onSafe, onClose }: KeyStepProps) {
  const { t } = useSpeech()
  const { url: hub, choice } = useHubAddress()
  return (
    <>
      <FirstSync
        app={app}
        made={key}
        title={t('connect.waiting')}
        hint={t('connect.waitingHint', { app: app.name })}
        onArrived={onSafe}
      />
      <HandOver
        code={{
          text: connectUri({ hub, app: app.type, key: text }),
          label: t('connect.qr'),
          hint: t('connect.qrHint'),
        }}
        choice={choice}
      >
        <CopyField label={t('connect.address')} text={hub} />
        <CopyField label={t('connect.key')} text={text} onCopied={onSafe} />
        <p className="soft small">{t('connect.once')}</p>
      </HandOver>
      {app.steps.connect && (
        <Steps title={t('connect.steps', { app: app.name })} steps={app.steps.connect} />
      )}
      <Commands
        app={app}
        facts={{ hub, key: text, deviceName: key.name, fileName: app.export.fileName }}
      />
      <DoneFooter onDone={onClose} />
    </>
  )
}
