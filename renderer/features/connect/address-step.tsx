import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { DoneFooter } from '../../ui/dialog-footer.tsx'
import { Notice } from '../../ui/notice.tsx'
import { HandOver, useHubAddress } from './hand-over.tsx'
import { plainAddress } from './webdav-access.ts'
import type { MadeKey } from './wish.ts'

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
  const { url: hub, choice } = useHubAddress()
  const address = plainAddress(hub, made.text)
  return (
    <>
      <HandOver code={{ text: address, label: t('address.qr') }} choice={choice}>
        <CopyField label={t('address.label')} text={address} onCopied={onSafe} />
        <p className="soft small">{t('address.file')}</p>
        <p className="soft small">{t('address.once')}</p>
      </HandOver>
      <Notice tone="warning" icon="lock">
        {t(made.key.readOnly ? 'address.whoReads' : 'address.whoChanges', { app: app.name })}
      </Notice>
      <DoneFooter onDone={onClose} />
    </>
  )
}
