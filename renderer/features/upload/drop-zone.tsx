import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'

/** The visible place to drop a file; it is also a button. */
export function DropZone({ app, onChoose }: { app: App; onChoose: () => void }) {
  const { t } = useSpeech()
  return (
    <button type="button" className="drop-zone" onClick={onChoose}>
      <Icon name="upload" size={24} />
      <span>
        <strong>{t('upload.zone', { app: app.name })}</strong>
        <span className="drop-name">{app.export.fileName}</span>
      </span>
    </button>
  )
}
