import type { Version } from '../../../server/api/schemas/history.ts'
import { navigate } from '../../router.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import type { SlotActions } from '../history/slot-actions.ts'
import { VersionChoice } from './version-choice.tsx'

interface VersionPairProps {
  slot: SlotActions
  versions: readonly Version[]
  older: number
  newer: number
}

/** Which two versions are compared. */
export function VersionPair({ slot, versions, older, newer }: VersionPairProps) {
  const { t } = useSpeech()
  const choose = (from: number, to: number) =>
    navigate(slot.comparePath(from, to), { replace: true })
  return (
    <div className="compare-choice">
      <VersionChoice
        label={t('compare.older')}
        versions={versions}
        value={older}
        onValue={(version) => choose(version, newer)}
      />
      <Button kind="quiet" icon="rotate" onClick={() => choose(newer, older)}>
        {t('compare.swap')}
      </Button>
      <VersionChoice
        label={t('compare.newer')}
        versions={versions}
        value={newer}
        onValue={(version) => choose(older, version)}
      />
    </div>
  )
}
