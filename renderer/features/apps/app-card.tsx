import type { App } from '../../../server/api/schemas/apps.ts'
import type { Slot } from '../../../server/api/schemas/slots.ts'
import { links } from '../../api/calls.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { ConflictBanner } from '../conflicts/conflict-banner.tsx'
import { FlagBanner } from '../history/flag-banner.tsx'
import { settingsActions } from '../history/slot-actions.ts'
import { DropZone } from '../upload/drop-zone.tsx'
import { FileTarget } from '../upload/file-target.tsx'
import { CurrentVersion } from './current-version.tsx'
import { DeviceList } from './device-list.tsx'
import { FilesLine } from './files-line.tsx'

const shownDevices = 4

interface AppCardProps {
  app: App
  slot: Slot
  onConnect: () => void
}

/** An app that holds settings: where it stands, its devices, and what to do next. */
export function AppCard({ app, slot, onConnect }: AppCardProps) {
  const { t } = useSpeech()
  const behind = slot.devices.some((device) => !device.inStep)
  const isText = app.export.format !== 'bytes'
  const byFile = app.connects !== 'built-in' && isText
  return (
    <article className={behind ? 'card app-card behind' : 'card app-card'} aria-label={app.name}>
      <FileTarget app={app} className="app-card-inside">
        {(choose) => (
          <>
            <header className="app-card-head">
              <AppLogo app={app.type} />
              <div>
                <h2>
                  <Link to={`/apps/${app.type}`}>{app.name}</Link>
                </h2>
                {slot.current && <CurrentVersion version={slot.current} />}
                {slot.files.count + slot.files.deleted > 0 && <FilesLine files={slot.files} />}
              </div>
            </header>
            {slot.current && (
              <FlagBanner
                key={slot.current.version}
                slot={settingsActions(app.type)}
                version={slot.current}
              />
            )}
            <ConflictBanner app={app.type} conflicts={slot.conflicts} />
            {slot.devices.length > 0 ? (
              <DeviceList devices={slot.devices} limit={shownDevices} />
            ) : (
              <p className="soft">{t('devices.none')}</p>
            )}
            {byFile && <DropZone app={app} onChoose={choose} />}
            <div className="actions app-card-actions">
              <Button icon="add" onClick={onConnect}>
                {t('connect.button')}
              </Button>
              {slot.current && (
                <Download className="button quiet" href={links.newestFile(app.type)}>
                  <Icon name="download" />
                  {t('card.download')}
                </Download>
              )}
              {!byFile && isText && (
                <Button kind="quiet" icon="upload" onClick={choose}>
                  {t('card.upload')}
                </Button>
              )}
            </div>
          </>
        )}
      </FileTarget>
    </article>
  )
}
