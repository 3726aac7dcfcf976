import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { restoreVersion } from '../history/restore.ts'
import type { SlotActions } from '../history/slot-actions.ts'

interface RestoreEitherProps {
  slot: SlotActions
  shown: readonly number[]
  versions: readonly Version[]
}

/** Having seen the difference, a person may want the other version back. */
export function RestoreEither({ slot, shown, versions }: RestoreEitherProps) {
  const speech = useSpeech()
  const { t } = speech
  const current = versions.find((version) => version.current)
  const { start, busy, error } = useAction((version: number) =>
    restoreVersion(speech, slot, version, current),
  )
  const others = shown.filter(
    (version, index) => version !== current?.version && shown.indexOf(version) === index,
  )
  return (
    <>
      <Failure error={error} />
      <div className="actions">
        {others.map((version) => (
          <Button key={version} icon="restore" busy={busy} onClick={() => void start(version)}>
            {t('compare.restore', { version })}
          </Button>
        ))}
      </div>
    </>
  )
}
