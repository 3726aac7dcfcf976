import { useState } from 'react'
import type { App, Key } from '../../api/types.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../dialog.tsx'
import { KeyStep } from './key-step.tsx'
import { NameStep } from './name-step.tsx'

interface ConnectDialogProps {
  app: App
  onClose: () => void
}

/** Connects a device in two steps: its name makes a key, then the key goes to the device. */
export function ConnectDialog({ app, onClose }: ConnectDialogProps) {
  const { t } = useSpeech()
  const [made, setMade] = useState<{ key: Key; text: string }>()
  return (
    <Dialog
      title={t('connect.title', { app: app.name })}
      onClose={onClose}
      wide={made !== undefined}
      step={made ? 'key' : 'name'}
    >
      {made ? (
        <KeyStep app={app} made={made.key} text={made.text} onClose={onClose} />
      ) : (
        <NameStep app={app} onMade={setMade} onClose={onClose} />
      )}
    </Dialog>
  )
}
