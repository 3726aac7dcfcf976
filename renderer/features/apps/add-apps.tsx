import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { FileTarget } from '../upload/file-target.tsx'

interface AddAppsProps {
  apps: readonly App[]
  onConnect: (app: App) => void
  /** Makes an app that the hub has no module for. */
  onOther?: () => void
}

/** The apps that hold nothing yet, each with its first step. */
export function AddApps({ apps, onConnect, onOther }: AddAppsProps) {
  const { t } = useSpeech()
  return (
    <ul className="add-apps">
      {apps.map((app) => (
        <li key={app.type}>
          <AddApp app={app} onConnect={() => onConnect(app)} />
        </li>
      ))}
      {onOther && (
        <li className="add-app">
          <span className="app-choice-other">
            <Icon name="file" />
          </span>
          <div className="add-app-text">
            <h3>{t('newApp.other')}</h3>
            <p className="soft small">{t('newApp.otherWhat')}</p>
          </div>
          <Button icon="add" onClick={onOther}>
            {t('newApp.short')}
          </Button>
        </li>
      )}
    </ul>
  )
}

function AddApp({ app, onConnect }: { app: App; onConnect: () => void }) {
  const { t } = useSpeech()
  return (
    <FileTarget app={app} className="add-app">
      {(choose) => (
        <>
          <AppLogo app={app.type} size={36} />
          <div className="add-app-text">
            <h3>
              <Link to={`/apps/${app.type}`}>{app.name}</Link>
            </h3>
            <p className="soft small">{app.description}</p>
          </div>
          {app.connects !== 'file' ? (
            <Button icon="add" onClick={onConnect}>
              {t('connect.short')}
              <span className="visually-hidden">: {app.name}</span>
            </Button>
          ) : (
            <Button icon="upload" onClick={choose}>
              {t('card.upload')}
              <span className="visually-hidden">: {app.name}</span>
            </Button>
          )}
        </>
      )}
    </FileTarget>
  )
}
