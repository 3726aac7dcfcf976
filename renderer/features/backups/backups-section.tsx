import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Backups, Restoring } from '../../../server/api/schemas/backups.ts'
import { calls, refresh, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'
import { BackupConfirm, type BackupTask } from './backup-confirm.tsx'
import { BackupRow } from './backup-row.tsx'
import { BackupSchedule } from './backup-schedule.tsx'
import { Restarting } from './restarting.tsx'
import { RestoredNotice } from './restored-notice.tsx'

/** Copies of all of the hub: made by themselves and by hand, and the way back to one. */
export function BackupsSection() {
  const { t } = useSpeech()
  const backups = useQuery(resources.backups)
  const [task, setTask] = useState<BackupTask>()
  const [restoring, setRestoring] = useState<Restoring>()
  const { start, busy, error } = useAction(async () => {
    const { backup } = await calls.makeBackup()
    await refresh.backups()
    showToast(t(backup.verified ? 'backups.made' : 'backups.madeIncomplete'))
  })
  return (
    <Section
      title={t('backups.title')}
      lead={t('backups.lead')}
      actions={
        <Button icon="add" busy={busy} onClick={() => void start()}>
          {t('backups.make')}
        </Button>
      }
    >
      <RestoredNotice />
      <Failure error={error} />
      <LoadedView from={backups} skeleton={<Skeleton lines={4} />}>
        {(data) => (
          <div className="backups">
            <LastProblem last={data.last} />
            <BackupSchedule key={JSON.stringify(data.schedule)} schedule={data.schedule} />
            {data.backups.length === 0 ? (
              <p className="empty">{t('backups.none')}</p>
            ) : (
              <ul className="rows">
                {data.backups.map((backup) => (
                  <BackupRow key={backup.name} backup={backup} onTask={setTask} />
                ))}
              </ul>
            )}
            <FileRestore onTask={setTask} />
          </div>
        )}
      </LoadedView>
      {task && !restoring && (
        <BackupConfirm task={task} onRestoring={setRestoring} onClose={() => setTask(undefined)} />
      )}
      {restoring && <Restarting keptAs={restoring.keptAs} />}
    </Section>
  )
}

/** The last one did not work, or is incomplete: nobody would notice otherwise. */
function LastProblem({ last }: { last: Backups['last'] }) {
  const { t } = useSpeech()
  if (last?.leftOut !== undefined) {
    return (
      <Notice tone="bad">
        <p>
          {t('backups.lastIncomplete')} <When at={last.at} />
        </p>
        <p className="soft small">{t('backups.leftOut', { n: last.leftOut })}</p>
      </Notice>
    )
  }
  if (last?.problem === undefined) return null
  return (
    <Notice tone="bad">
      <p>
        {t('backups.lastFailed')} <When at={last.at} />
      </p>
      <p className="soft small">{last.problem}</p>
    </Notice>
  )
}

/** The way back to a backup that is kept elsewhere. */
function FileRestore({ onTask }: { onTask: (task: BackupTask) => void }) {
  const { t } = useSpeech()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="file-restore">
      <p className="soft small">{t('backups.fromFileWhat')}</p>
      <Button kind="quiet" icon="restore" onClick={() => input.current?.click()}>
        {t('backups.fromFile')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onTask({ kind: 'restore-file', file })
          event.target.value = ''
        }}
      />
    </div>
  )
}
