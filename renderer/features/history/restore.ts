import type { Version } from '../../../server/api/schemas/history.ts'
import { asApiError } from '../../api/api-error.ts'
import { calls, refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import type { Translate } from '../../texts/translate.ts'
import { errorText } from '../../texts/use-error-text.ts'

/**
 * Makes an earlier version current again, and offers the way back: that is only a restore of the
 * version that was current before.
 */
export async function restoreVersion(
  t: Translate,
  app: string,
  version: number,
  before: number | undefined,
): Promise<Version> {
  const restored = await calls.restore(app, version)
  void refresh.slot(app)
  showToast(t('restore.done', { version }), {
    ...(before !== undefined && {
      action: { label: t('action.undo'), run: () => void undo(t, app, before) },
    }),
  })
  return restored
}

async function undo(t: Translate, app: string, version: number): Promise<void> {
  try {
    await calls.restore(app, version)
    await refresh.slot(app)
    showToast(t('restore.undone', { version }))
  } catch (error) {
    showToast(errorText(t, asApiError(error)), { tone: 'bad' })
  }
}
