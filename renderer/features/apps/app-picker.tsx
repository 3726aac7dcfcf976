import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Icon } from '../../ui/icon.tsx'

interface AppPickerProps {
  apps: readonly App[]
  /** Which kind comes first. */
  first: App['connects']
  onPick: (app: App) => void
  /** Somebody wants an app that is not in the list. */
  onOther: () => void
}

/** Every app that is switched on, to choose one of, and the way to any other. */
export function AppPicker({ apps, first, onPick, onOther }: AppPickerProps) {
  const { t } = useSpeech()
  const rank = ({ connects }: App) => (connects === first ? 0 : 1)
  return (
    <ul className="app-picker">
      {apps
        .filter(({ on }) => on)
        .toSorted((a, b) => rank(a) - rank(b))
        .map((app) => (
          <li key={app.type}>
            <button type="button" className="app-choice" onClick={() => onPick(app)}>
              <AppLogo app={app.type} size={36} />
              <span className="app-choice-text">
                <strong>{app.name}</strong>
                <span className="soft small">{t(`app.connects.${app.connects}`)}</span>
              </span>
              <Icon name="forward" size={18} />
            </button>
          </li>
        ))}
      <li>
        <button type="button" className="app-choice" onClick={onOther}>
          <span className="app-choice-other">
            <Icon name="file" />
          </span>
          <span className="app-choice-text">
            <strong>{t('newApp.other')}</strong>
            <span className="soft small">{t('newApp.otherWhat')}</span>
          </span>
          <Icon name="forward" size={18} />
        </button>
      </li>
    </ul>
  )
}
