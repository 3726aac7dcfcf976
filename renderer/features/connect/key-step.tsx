import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { base } from '../../base.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { DoneFooter } from '../../ui/dialog-footer.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Steps } from '../../ui/steps.tsx'
import { AddressChoice } from './address-choice.tsx'
import { Commands } from './commands-view.tsx'
import { connectUri } from './connect-uri.ts'
import { FirstSync } from './first-sync.tsx'
import type { MadeKey } from './wish.ts'

const QrCode = lazy(async () => ({ default: (await import('./qr-code.tsx')).QrCode }))

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
  const addresses = useQuery(resources.addresses)
  const [chosen, setChosen] = useState<string>()
  const hub = chosen ?? addresses.data?.addresses[0]?.url ?? location.origin + base
  return (
    <>
      <FirstSync
        app={app}
        made={key}
        title={t('connect.waiting')}
        hint={t('connect.waitingHint', { app: app.name })}
        onArrived={onSafe}
      />
      <div className="hand-over">
        <div className="hand-over-code">
          <Suspense fallback={<Waiting />}>
            <QrCode text={connectUri({ hub, app: app.type, key: text })} label={t('connect.qr')} />
          </Suspense>
          <p className="soft small">{t('connect.qrHint')}</p>
        </div>
        <div className="hand-over-text">
          <AddressChoice
            from={addresses}
            value={hub}
            onValue={setChosen}
            onOpened={() => setChosen(undefined)}
          />
          <CopyField label={t('connect.address')} text={hub} />
          <CopyField label={t('connect.key')} text={text} onCopied={onSafe} />
          <p className="soft small">{t('connect.once')}</p>
        </div>
      </div>
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
