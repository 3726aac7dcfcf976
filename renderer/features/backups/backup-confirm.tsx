import type { Backup, Restoring } from '../../../server/api/schemas/backups.ts'
import { calls, refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Confirm } from '../../ui/confirm.tsx'

export type BackupTask =
  | { readonly kind: 'restore'; readonly backup: Backup }
  | { readonly kind: 'remove'; readonly backup: Backup }
  | { readonly kind: 'restore-file'; readonly file: File }

interface BackupConfirmProps {
  task: BackupTask
  onRestoring: (restoring: Restoring) => void
  onClose: () => void
}

/** Asks once before the hub goes back to a backup, or one is removed. */
export function BackupConfirm({ task, onRestoring, onClose }: BackupConfirmProps) {
  const { t, formats } = useSpeech()
  if (task.kind === 'remove') {
    const { name, createdAt } = task.backup
    const time = formats.short(new Date(createdAt))
    return (
      <Confirm
        title={t('backups.removeTitle')}
        action={t('backups.removeButton')}
        onClose={onClose}
        onConfirm={async () => {
          await calls.removeBackup(name)
          await refresh.backups()
          showToast(t('backups.removed', { time }))
        }}
      >
        <p>{t('backups.removeWhat', { time })}</p>
      </Confirm>
    )
  }
  return (
    <Confirm
      title={t('restore.title')}
      action={t('restore.button')}
      onClose={onClose}
      onConfirm={async () => {
        onRestoring(
          task.kind === 'restore'
            ? await calls.restoreBackup(task.backup.name)
            : await calls.restoreFile(task.file),
        )
      }}
    >
      <div className="restore-what">
        <p>
          {task.kind === 'restore'
            ? t('restore.what', { time: formats.short(new Date(task.backup.createdAt)) })
            : t('restore.whatFile', {
                file: task.file.name,
                size: formats.size(task.file.size),
              })}
        </p>
        <ul className="plain-list">
          <li>{t('restore.point.kept')}</li>
          <li>{t('restore.point.restart')}</li>
          <li>{t('restore.point.keys')}</li>
        </ul>
      </div>
    </Confirm>
  )
}
