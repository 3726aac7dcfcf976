import type { Version } from '../../../server/api/schemas/history.ts'
import { asApiError } from '../../api/api-error.ts'
import { calls, refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import type { Speech } from '../../texts/speech.tsx'

type Say = Pick<Speech, 't' | 'sayError'>

/**
 * Makes an earlier version current again, and offers the way back: that is only a restore of the
 * version that was current before.
 */
export async function restoreVersion(
  say: Say,
  app: string,
  version: number,
  before: number | undefined,
): Promise<Version> {
  const { t } = say
  const restored = await calls.restore(app, version)
  void refresh.slot(app)
  showToast(t('restore.done', { version }), {
    ...(before !== undefined && {
      action: { label: t('action.undo'), run: () => void undo(say, app, before) },
    }),
  })
  return restored
}

async function undo({ t, sayError }: Say, app: string, version: number): Promise<void> {
  try {
    await calls.restore(app, version)
    await refresh.slot(app)
    showToast(t('restore.undone', { version }))
  } catch (error) {
    showToast(sayError(asApiError(error)), { tone: 'bad' })
  }
}
