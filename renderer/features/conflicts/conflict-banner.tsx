import type { Conflict } from '../../../server/api/schemas/conflicts.ts'
import { refresh } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { conflictCalls, mergePath } from './conflict-calls.ts'

/** Says that two devices changed at the same time, until somebody has looked after it. */
export function ConflictBanner({
  app,
  conflicts,
}: {
  app: string
  conflicts: readonly Conflict[]
}) {
  const { t } = useSpeech()
  const [newest, ...more] = conflicts
  const { start, busy, error } = useAction(async (version: number) => {
    await conflictCalls.dismiss(app, version)
    await refresh.slot(app)
  })
  if (!newest) return null
  const [unused, used] = [newest.unused.deviceName, newest.used.deviceName]
  return (
    <Notice
      tone="warning"
      icon="compare"
      action={
        <>
          <Link className="button plain" to={mergePath(app, newest.version)}>
            <Icon name="compare" />
            {t('conflict.merge')}
          </Link>
          <Button kind="quiet" busy={busy} onClick={() => void start(newest.version)}>
            {t('conflict.dismiss')}
          </Button>
        </>
      }
    >
      <p>
        {newest.merged === undefined
          ? t('conflict.seen', { unused, used })
          : t('conflict.partly', { unused, used, n: newest.choices ?? 0 })}
      </p>
      {more.length > 0 && <p className="soft small">{t('conflict.more', { n: more.length })}</p>}
      <Failure error={error} />
    </Notice>
  )
}
