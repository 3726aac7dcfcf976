import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { FileItem } from '../../../server/api/schemas/files.ts'
import { refresh } from '../../state/hub.ts'
import { rememberDevice, rememberedDevice } from '../../state/preferences.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SubmitFooter } from '../../ui/dialog-footer.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { fileCalls } from './hub-files.ts'

interface UploadFilesProps {
  app: App
  /** Where they go; '' is the outermost folder. */
  folder: string
  files: readonly File[]
  /** What the app has already. */
  items: readonly FileItem[]
  onClose: () => void
}

/** Files on their way to the hub: their names there, the device that they come from, and what they replace. */
export function UploadFiles({ app, folder, files, items, onClose }: UploadFilesProps) {
  const { t, formats } = useSpeech()
  // What has arrived leaves the list, so that after a failure only the rest is sent again.
  const [left, setLeft] = useState(files)
  const [unreadable, setUnreadable] = useState<string>()
  const [only] = files
  const [name, setName] = useState(only?.name ?? '')
  const [device, setDevice] = useState(() => rememberedDevice(app.type) ?? '')
  const pathOf = (file: File) => {
    const own = files.length === 1 ? name.trim() : file.name
    return (folder === '' ? own : `${folder}/${own}`).normalize('NFC')
  }
  const taken = new Set(items.filter(({ deleted }) => !deleted).map(({ path }) => path))
  const replaced = left.filter((file) => taken.has(pathOf(file)))

  const { start, busy, error } = useAction(async () => {
    const deviceName = device.trim()
    setUnreadable(undefined)
    for (const file of left) {
      // A browser says of a file that is gone, and of a folder, only that the request failed.
      if (!(await isReadable(file))) return setUnreadable(file.name)
      await fileCalls.upload(app.type, { path: pathOf(file), content: file, deviceName })
      setLeft((rest) => rest.filter((one) => one !== file))
    }
    rememberDevice(app.type, deviceName)
    void refresh.files(app.type)
    showToast(t('uploadFiles.done', { n: files.length }))
    onClose()
  })

  return (
    <Dialog title={t('uploadFiles.title', { n: files.length })} onClose={onClose}>
      <Form onSubmit={start}>
        <ul className="upload-files">
          {left.map((file) => (
            <li key={file.name} className="file-facts">
              <Icon name="file" size={28} />
              <div>
                <strong>{file.name}</strong>
                <p className="soft small">{formats.size(file.size)}</p>
              </div>
            </li>
          ))}
        </ul>
        {folder !== '' && <p className="soft small">{t('uploadFiles.folder', { folder })}</p>}
        {files.length === 1 && (
          <Field
            label={t('uploadFiles.name')}
            required
            maxLength={255}
            value={name}
            onText={setName}
          />
        )}
        {replaced.length > 0 && (
          <Notice tone="warning">
            {t('uploadFiles.replaces', { n: replaced.length, files: namesOf(replaced, pathOf) })}
          </Notice>
        )}
        {unreadable !== undefined && (
          <Notice tone="bad">{t('upload.failed', { file: unreadable })}</Notice>
        )}
        <Field
          label={t('uploadFiles.device', { n: files.length })}
          hint={t('upload.deviceHint')}
          required
          maxLength={100}
          value={device}
          onText={setDevice}
        />
        {busy && <Waiting text={t('upload.sending')} />}
        <Failure error={error} />
        <SubmitFooter
          action={replaced.length > 0 ? t('uploadFiles.replace') : t('upload.button')}
          icon="upload"
          busy={busy}
          onCancel={onClose}
        />
      </Form>
    </Dialog>
  )
}

const mostNamed = 5

function namesOf(files: readonly File[], pathOf: (file: File) => string): string {
  const names = files.slice(0, mostNamed).map(pathOf).join(', ')
  return files.length > mostNamed ? `${names} …` : names
}

const isReadable = (file: File): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )
