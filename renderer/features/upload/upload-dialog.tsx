import { useEffect, useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { OlderResult } from './older-result.tsx'
import { otherAppOf } from './other-app.ts'
import { type ExportFile, readExport, type Unreadable } from './read-export.ts'
import { UploadForm } from './upload-form.tsx'

interface UploadDialogProps {
  app: App
  file: File
  onClose: () => void
}

/** An export file on its way to the hub: a look at it, the device's name, and the outcome. */
export function UploadDialog({ app, file, onClose }: UploadDialogProps) {
  const { t } = useSpeech()
  const [read, setRead] = useState<ExportFile | Unreadable>()
  const [looksLike, setLooksLike] = useState<string>()
  const [older, setOlder] = useState<{ deviceName: string; current: Version }>()

  useEffect(() => {
    let current = true
    void readExport(file, app).then(async (result) => {
      const other = typeof result === 'string' ? undefined : await otherAppOf(result.text, app)
      if (!current) return
      setLooksLike(other)
      setRead(result)
    })
    return () => {
      current = false
    }
  }, [file, app])

  return (
    <Dialog
      title={t('upload.title', { app: app.name })}
      onClose={onClose}
      step={older ? 'older' : read ? 'form' : 'reading'}
    >
      {older ? (
        <OlderResult app={app} {...older} onClose={onClose} />
      ) : read === undefined ? (
        <Waiting text={t('upload.reading')} />
      ) : typeof read === 'string' ? (
        <Notice tone="bad">{t(`upload.${read}`, { file: file.name })}</Notice>
      ) : (
        <UploadForm
          app={app}
          file={read}
          looksLike={looksLike}
          onClose={onClose}
          onOlder={setOlder}
        />
      )}
    </Dialog>
  )
}
