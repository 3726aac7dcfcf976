import type { Decision, Merge } from '../../../server/api/schemas/conflicts.ts'
import { navigate } from '../../router.ts'
import { calls, refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { restoreVersion } from '../history/restore.ts'
import { settingsActions } from '../history/slot-actions.ts'
import { conflictCalls } from './conflict-calls.ts'

interface MergeActionsProps {
  app: string
  merge: Merge
  decisions: readonly Decision[]
  /** Something else is current by now. */
  onOutdated: () => void
}

/** What ends a conflict: both, one or the other. */
export function MergeActions({ app, merge, decisions, onOutdated }: MergeActionsProps) {
  const speech = useSpeech()
  const { t } = speech
  const { conflict, current, result } = merge
  const { version } = conflict
  const slot = settingsActions(app)
  const leave = async () => {
    await refresh.slot(app)
    navigate(`/apps/${encodeURIComponent(app)}`)
  }
  const undo = async () => {
    await calls.restore(app, current.version)
    await refresh.slot(app)
    showToast(t('restore.undone', { version: current.version }))
  }
  const merging = useAction(async () => {
    const body = { current: current.version, decisions: [...decisions] }
    await conflictCalls.merge(app, version, body)
    showToast(t('conflict.merged'), { action: { label: t('action.undo'), run: () => void undo() } })
    await leave()
  })
  const taking = useAction(async () => {
    await restoreVersion(speech, slot, conflict.unused.version, current)
    await leave()
  })
  const keeping = useAction(async () => {
    await conflictCalls.dismiss(app, version)
    await leave()
  })
  const error = merging.error ?? taking.error ?? keeping.error
  const busy = merging.busy || taking.busy || keeping.busy
  return (
    <footer className="merge-actions">
      <Failure error={error} />
      <div className="actions">
        {error?.code === 'merge_outdated' ? (
          <Button
            kind="primary"
            onClick={() => {
              merging.clear()
              onOutdated()
            }}
          >
            {t('conflict.again')}
          </Button>
        ) : (
          result.kind === 'merged' && (
            <Button kind="primary" icon="check" busy={busy} onClick={() => void merging.start()}>
              {t('conflict.use')}
            </Button>
          )
        )}
        <Button icon="restore" busy={busy} onClick={() => void taking.start()}>
          {t('conflict.take', { device: conflict.unused.deviceName })}
        </Button>
        {conflict.status === 'open' && (
          <Button kind="quiet" busy={busy} onClick={() => void keeping.start()}>
            {t('conflict.keep', { device: current.deviceName })}
          </Button>
        )}
      </div>
    </footer>
  )
}
