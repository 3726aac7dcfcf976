import type { App } from '../../api/types.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../app-logo.tsx'
import { Button } from '../button.tsx'
import { Link } from '../link.tsx'
import { FileTarget } from '../upload/file-target.tsx'

interface AddAppsProps {
  apps: readonly App[]
  onConnect: (app: App) => void
}

/** The apps that hold nothing yet, each with its first step. */
export function AddApps({ apps, onConnect }: AddAppsProps) {
  return (
    <ul className="add-apps">
      {apps.map((app) => (
        <li key={app.type}>
          <AddApp app={app} onConnect={() => onConnect(app)} />
        </li>
      ))}
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
          {app.connects === 'built-in' ? (
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
