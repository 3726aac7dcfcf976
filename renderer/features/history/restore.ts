import { asApiError } from '../../api/api-error.ts'
import { showToast } from '../../state/toasts.ts'
import type { Speech } from '../../texts/speech.tsx'
import type { SlotActions, Target } from './slot-actions.ts'

type Say = Pick<Speech, 't' | 'sayError'>

/**
 * Makes an earlier version current again, and offers the way back: that is only a restore of the
 * version that was current before.
 */
export async function restoreVersion(
  say: Say,
  slot: SlotActions,
  version: number,
  before: Target | undefined,
): Promise<void> {
  const { t } = say
  await slot.makeCurrent({ version })
  void slot.refresh()
  showToast(t('restore.done', { version }), {
    ...(before && { action: { label: t('action.undo'), run: () => void undo(say, slot, before) } }),
  })
}

async function undo({ t, sayError }: Say, slot: SlotActions, target: Target): Promise<void> {
  try {
    await slot.makeCurrent(target)
    await slot.refresh()
    showToast(t('restore.undone', { version: target.version }))
  } catch (error) {
    showToast(sayError(asApiError(error)), { tone: 'bad' })
  }
}
