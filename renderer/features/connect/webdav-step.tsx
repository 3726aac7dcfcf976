import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { DoneFooter } from '../../ui/dialog-footer.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Steps } from '../../ui/steps.tsx'
import { FirstSync } from './first-sync.tsx'
import { HandOver, useHubAddress } from './hand-over.tsx'
import { firstAddress, isOpen, userNameOf, webDavAddress } from './webdav-access.ts'
import type { MadeKey } from './wish.ts'

interface WebDavStepProps {
  /** Without one, the key opens the files of all apps. */
  app: App | undefined
  made: MadeKey
  /** The key was copied or is in use: nothing is lost any more. */
  onSafe: () => void
  onClose: () => void
}

/** What a person types into the app, and the wait for its first file. */
export function WebDavStep({ app, made, onSafe, onClose }: WebDavStepProps) {
  const { t } = useSpeech()
  const insists = app?.httpsOnly ?? false
  const { url: hub, choice } = useHubAddress((all) => firstAddress(all, insists))
  const address = webDavAddress(hub)
  return (
    <>
      {app ? (
        <FirstSync
          app={app}
          made={made.key}
          title={t('webdav.waiting')}
          hint={t('webdav.waitingHint', { app: app.name })}
          onArrived={onSafe}
        />
      ) : (
        <p>{t('allApps.what')}</p>
      )}
      <HandOver
        code={{ text: address, label: t('webdav.qr'), hint: t('webdav.qrHint') }}
        choice={choice}
      >
        <CopyField label={t('webdav.address')} text={address} />
        {isOpen(hub) && <OpenAddress app={app} />}
        <CopyField label={t('webdav.user')} text={userNameOf(made.key.name)} />
        <CopyField label={t('webdav.password')} text={made.text} onCopied={onSafe} />
        <p className="soft small">
          {made.key.readOnly && `${t('webdav.readsOnly')} `}
          {app ? t('connect.once') : t('allApps.once')}
        </p>
      </HandOver>
      {app?.steps.webdav && (
        <Steps title={t('connect.steps', { app: app.name })} steps={app.steps.webdav} />
      )}
      <DoneFooter onDone={onClose} />
    </>
  )
}

/** Who takes no address without HTTPS, said where the address is one. */
function OpenAddress({ app }: { app: App | undefined }) {
  const { t } = useSpeech()
  if (app?.httpsOnly) {
    return <Notice tone="warning">{t('webdav.httpsOnly', { app: app.name })}</Notice>
  }
  return <p className="soft small">{t('webdav.windows')}</p>
}
