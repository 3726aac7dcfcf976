import { useId, useState } from 'react'
import type { Backups } from '../../../server/api/schemas/backups.ts'
import { calls, edit, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Form } from '../../ui/form.tsx'
import { Failure } from '../../ui/problem.tsx'
import { SaveActions } from '../../ui/save-actions.tsx'
import { useAction } from '../../ui/use-action.ts'
import { everyChoices } from './every.ts'

const keepMost = 100

/** How often a backup is made by itself, and how many stay. */
export function BackupSchedule({ schedule }: { schedule: Backups['schedule'] }) {
  const { t } = useSpeech()
  const id = useId()
  const [everyHours, setEveryHours] = useState(schedule.everyHours)
  const [keep, setKeep] = useState(String(schedule.keep))
  const isChanged = everyHours !== schedule.everyHours || keep !== String(schedule.keep)
  const { start, busy, error } = useAction(async () => {
    const next = { everyHours, keep: Number(keep) }
    await calls.scheduleBackups(next)
    void edit(resources.backups, (old) => ({ ...old, schedule: next }))
    showToast(t('hub.saved'))
  })
  return (
    <Form onSubmit={start}>
      <div className="schedule">
        <div className="field">
          <label htmlFor={`${id}-every`}>{t('backups.every')}</label>
          <select
            id={`${id}-every`}
            value={everyHours}
            onChange={(event) => setEveryHours(Number(event.target.value))}
          >
            {everyChoices(schedule.everyHours).map((hours) => (
              <option key={hours} value={hours}>
                {everyText(t, hours)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-keep`}>{t('backups.keep')}</label>
          <input
            id={`${id}-keep`}
            type="number"
            inputMode="numeric"
            min={1}
            max={keepMost}
            step={1}
            required
            value={keep}
            onChange={(event) => setKeep(event.target.value)}
          />
        </div>
      </div>
      <Failure error={error} />
      {isChanged && (
        <SaveActions
          busy={busy}
          onCancel={() => {
            setEveryHours(schedule.everyHours)
            setKeep(String(schedule.keep))
          }}
        />
      )}
    </Form>
  )
}

function everyText(t: ReturnType<typeof useSpeech>['t'], hours: number): string {
  if (hours === 0) return t('backups.never')
  if (hours % 24 === 0) return t('backups.everyDays', { n: hours / 24 })
  return t('backups.everyHours', { n: hours })
}
