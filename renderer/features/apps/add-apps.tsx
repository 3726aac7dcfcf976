import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { FileTarget } from '../upload/file-target.tsx'
import { categories, findApps } from './find-apps.ts'

interface AddAppsProps {
  apps: readonly App[]
  onConnect: (app: App) => void
  /** Makes an app that the hub has no module for. */
  onOther?: () => void
}

/** The apps that hold nothing yet, each with its first step. */
export function AddApps({ apps, onConnect, onOther }: AddAppsProps) {
  const { t } = useSpeech()
  const [words, setWords] = useState('')
  const [category, setCategory] = useState<App['category']>()
  const found = findApps(apps, words, category)
  return (
    <>
      <search className="find-apps">
        <Field label={t('addApp.search')} type="search" value={words} onText={setWords} />
        <fieldset className="app-categories">
          <legend className="visually-hidden">{t('addApp.category')}</legend>
          {[undefined, ...categories].map((each) => (
            <label key={each ?? 'all'} className="app-category">
              <input
                type="radio"
                name="app-category"
                checked={category === each}
                onChange={() => setCategory(each)}
              />
              {t(`addApp.${each ?? 'all'}`)}
            </label>
          ))}
        </fieldset>
      </search>
      <p role="status" className="soft">
        {found.length === 0 && apps.length > 0 && t('addApp.none')}
      </p>
      <ul className="add-apps">
        {found.map((app) => (
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
    </>
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
