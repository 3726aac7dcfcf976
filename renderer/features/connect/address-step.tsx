import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { base } from '../../base.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { DoneFooter } from '../../ui/dialog-footer.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { AddressChoice } from './address-choice.tsx'
import { plainAddress } from './webdav-access.ts'
import type { MadeKey } from './wish.ts'

const QrCode = lazy(async () => ({ default: (await import('./qr-code.tsx')).QrCode }))

interface AddressStepProps {
  app: App
  made: MadeKey
  /** The address was copied: nothing is lost any more. */
  onSafe: () => void
  onClose: () => void
}

/** An address that is all that a program needs, shown this once. */
export function AddressStep({ app, made, onSafe, onClose }: AddressStepProps) {
  const { t } = useSpeech()
  const addresses = useQuery(resources.addresses)
  const [chosen, setChosen] = useState<string>()
  const hub = chosen ?? addresses.data?.addresses[0]?.url ?? location.origin + base
  const address = plainAddress(hub, made.text)
  return (
    <>
      <div className="hand-over">
        <div className="hand-over-code">
          <Suspense fallback={<Waiting />}>
            <QrCode text={address} label={t('address.qr')} />
          </Suspense>
        </div>
        <div className="hand-over-text">
          <AddressChoice
            from={addresses}
            value={hub}
            onValue={setChosen}
            onOpened={() => setChosen(undefined)}
          />
          <CopyField label={t('address.label')} text={address} onCopied={onSafe} />
          <p className="soft small">{t('address.file')}</p>
          <p className="soft small">{t('address.once')}</p>
        </div>
      </div>
      <Notice tone="warning" icon="lock">
        {t(made.key.readOnly ? 'address.whoReads' : 'address.whoChanges', { app: app.name })}
      </Notice>
      <DoneFooter onDone={onClose} />
    </>
  )
}
