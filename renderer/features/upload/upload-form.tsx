import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { calls, queryClient, refresh, resources } from '../../state/hub.ts'
import { rememberDevice, rememberedDevice } from '../../state/preferences.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { SubmitFooter } from '../../ui/dialog-footer.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'
import type { ExportFile } from './read-export.ts'

interface UploadFormProps {
  app: App
  file: ExportFile
  /** The name of the other app whose export the file looks to be. */
  looksLike: string | undefined
  onClose: () => void
  /** The hub holds a newer copy; the file went to the history only. */
  onOlder: (outcome: { deviceName: string; current: Version }) => void
}

export function UploadForm({ app, file, looksLike, onClose, onOlder }: UploadFormProps) {
  const { t, formats } = useSpeech()
  const [name, setName] = useState(() => rememberedDevice(app.type) ?? '')
  const { start, busy, error } = useAction(async () => {
    const deviceName = name.trim()
    const savedTs = file.savedAt.toISOString()
    const answer = await calls.upload(app.type, { deviceName, savedTs, settings: file.text })
    rememberDevice(app.type, deviceName)
    await refresh.slot(app.type)
    if (answer.action === 'existingNewer') {
      const found = queryClient.getQueryData(resources.slots.queryKey)
      const current = found?.slots.find((slot) => slot.app === app.type)?.current
      onOlder({ deviceName, current: current ?? answer.version })
      return
    }
    const text = answer.action === 'none' ? 'upload.same' : 'upload.done'
    showToast(t(text, { app: app.name, version: answer.version.version }))
    onClose()
  })

  return (
    <Form onSubmit={start}>
      <div className="file-facts">
        <Icon name="file" size={28} />
        <div>
          <strong>{file.name}</strong>
          <p className="soft small">
            {formats.size(file.size)} · {t('upload.saved')} <When at={file.savedAt.toISOString()} />
          </p>
        </div>
      </div>
      {file.doubt && (
        <Notice tone="warning">
          {t(`upload.${file.doubt}`, { app: app.name, file: app.export.fileName })}
        </Notice>
      )}
      {looksLike !== undefined && (
        <Notice tone="warning">{t('upload.otherApp', { app: app.name, other: looksLike })}</Notice>
      )}
      <Field
        label={t('upload.device')}
        hint={t('upload.deviceHint')}
        required
        maxLength={100}
        value={name}
        onText={setName}
      />
      {app.export.secrets !== 'never' && <p className="soft small">{app.export.secretsNote}</p>}
      {busy && <Waiting text={t('upload.sending')} />}
      <Failure error={error} />
      <SubmitFooter
        action={file.doubt || looksLike !== undefined ? t('upload.anyway') : t('upload.button')}
        icon="upload"
        busy={busy}
        onCancel={onClose}
      />
    </Form>
  )
}
