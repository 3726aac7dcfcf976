import type { Backup } from '../../../server/api/schemas/backups.ts'
import { links } from '../../api/calls.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { BackupTask } from './backup-confirm.tsx'

interface BackupRowProps {
  backup: Backup
  onTask: (task: BackupTask) => void
}

function stateOf({ verified, leftOut }: Backup) {
  if (leftOut !== undefined) return 'backups.incomplete'
  return verified ? 'backups.verified' : 'backups.unverified'
}

/** A backup that the hub keeps, and whether it can be relied on. */
export function BackupRow({ backup, onTask }: BackupRowProps) {
  const { t, formats } = useSpeech()
  const { name, createdAt, size, verified, problem, leftOut } = backup
  const time = formats.short(new Date(createdAt))
  return (
    <li className="row backup">
      <div className="row-text">
        <strong>
          <time dateTime={createdAt}>{time}</time>
        </strong>
        <span className={verified ? 'chip good' : 'chip warning'}>{t(stateOf(backup))}</span>
        <p className="soft small">{formats.size(size)}</p>
        {leftOut !== undefined && (
          <p className="backup-problem small">{t('backups.leftOut', { n: leftOut })}</p>
        )}
        {problem !== undefined && <p className="backup-problem small">{problem}</p>}
      </div>
      <div className="actions">
        <Button
          kind="quiet"
          icon="restore"
          disabled={!verified && problem !== undefined}
          onClick={() => onTask({ kind: 'restore', backup })}
        >
          {t('backups.restore')}
          <span className="visually-hidden">: {time}</span>
        </Button>
        <Download
          className="icon-button"
          href={links.backupFile(name)}
          label={t('backups.download', { time })}
        >
          <Icon name="download" />
        </Download>
        <IconButton
          icon="trash"
          label={t('backups.remove', { time })}
          onClick={() => onTask({ kind: 'remove', backup })}
        />
      </div>
    </li>
  )
}
