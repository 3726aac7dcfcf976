import { refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useBringBack } from './bring-back.ts'
import { fileCalls, nameOf } from './hub-files.ts'

interface DeleteFileProps {
  app: string
  path: string
  onClose: () => void
}

/** Asks before devices lose a file; the hub keeps its history. */
export function DeleteFile({ app, path, onClose }: DeleteFileProps) {
  const { t } = useSpeech()
  const bringBack = useBringBack(app, path)
  const file = nameOf(path)
  return (
    <Confirm
      title={t('file.deleteTitle', { file })}
      action={t('file.delete')}
      onClose={onClose}
      onConfirm={async () => {
        await fileCalls.remove(app, path)
        void refresh.files(app)
        showToast(t('file.deleted', { file }), {
          action: { label: t('action.undo'), run: () => void bringBack() },
        })
      }}
    >
      <p>{t('file.deleteWhat')}</p>
    </Confirm>
  )
}

/** Asks before a file goes with everything that the hub knows of it. */
export function DeleteForGood({
  app,
  path,
  versions,
  onClose,
  onDone,
}: DeleteFileProps & { versions: number; onDone: () => void }) {
  const { t } = useSpeech()
  const file = nameOf(path)
  return (
    <Confirm
      title={t('file.removeTitle', { file })}
      action={t('file.removeButton')}
      onClose={onClose}
      onConfirm={async () => {
        await fileCalls.removeForGood(app, path)
        onDone()
        void refresh.files(app)
        showToast(t('file.removed', { file }))
      }}
    >
      <p>{t('file.removeWhat', { n: versions })}</p>
    </Confirm>
  )
}
