import { refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useBringBack, useBringBackAll } from './bring-back.ts'
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
  return <Delete {...{ app, path, onClose, bringBack }} what={t('file.deleteWhat')} />
}

/** Asks before devices lose a folder. @param files the paths of all that is in it */
export function DeleteFolder({
  app,
  path,
  files,
  onClose,
  onDone,
}: DeleteFileProps & { files: readonly string[]; onDone: () => void }) {
  const { t } = useSpeech()
  const bringBack = useBringBackAll(app, path, files)
  const what = t('file.deleteFolderWhat', { n: files.length })
  return <Delete {...{ app, path, onClose, onDone, bringBack, what }} />
}

interface DeleteProps extends DeleteFileProps {
  what: string
  bringBack: () => Promise<void>
  onDone?: () => void
}

function Delete({ app, path, what, bringBack, onClose, onDone }: DeleteProps) {
  const { t } = useSpeech()
  const file = nameOf(path)
  return (
    <Confirm
      title={t('file.deleteTitle', { file })}
      action={t('file.delete')}
      onClose={onClose}
      onConfirm={async () => {
        await fileCalls.remove(app, path)
        onDone?.()
        void refresh.files(app)
        showToast(t('file.deleted', { file }), {
          action: { label: t('action.undo'), run: () => void bringBack() },
        })
      }}
    >
      <p>{what}</p>
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
