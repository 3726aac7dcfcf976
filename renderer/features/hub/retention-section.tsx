import { useState } from 'react'
import type { Retention } from '../../../server/api/schemas/hub-settings.ts'
import { calls, edit, resources } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { Rich } from '../../texts/rich.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { SaveActions } from '../../ui/save-actions.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'

const fields = ['allHours', 'hourlyDays', 'dailyDays', 'versions', 'sizeMiB'] as const
type Drafts = Record<(typeof fields)[number], string>

const draftsOf = (retention: Retention): Drafts => ({
  allHours: String(retention.allHours),
  hourlyDays: String(retention.hourlyDays),
  dailyDays: String(retention.dailyDays),
  versions: String(retention.versions),
  sizeMiB: String(retention.sizeMiB),
})

/** How long earlier versions stay: one sentence, with its numbers to change in place. */
export function RetentionSection({ retention }: { retention: Retention }) {
  const { t } = useSpeech()
  const [drafts, setDrafts] = useState(() => draftsOf(retention))
  const isChanged = fields.some((field) => drafts[field] !== String(retention[field]))
  const { start, busy, error } = useAction(async () => {
    const { allHours, hourlyDays, dailyDays, versions, sizeMiB } = drafts
    const settings = await calls.changeSettings({
      retention: {
        allHours: Number(allHours),
        hourlyDays: Number(hourlyDays),
        dailyDays: Number(dailyDays),
        versions: Number(versions),
        sizeMiB: Number(sizeMiB),
      },
    })
    void edit(resources.settings, () => settings)
    showToast(t('hub.saved'))
  })
  const input = (field: (typeof fields)[number]) => (
    <input
      className="number"
      type="number"
      inputMode="numeric"
      min={field === 'versions' || field === 'sizeMiB' ? 1 : 0}
      max={100_000}
      step={1}
      required
      aria-label={t(`retention.${field}`)}
      value={drafts[field]}
      onChange={(event) => setDrafts({ ...drafts, [field]: event.target.value })}
    />
  )
  return (
    <Section title={t('retention.title')}>
      <Form onSubmit={start}>
        <p className="retention">
          <Rich
            text="retention.sentence"
            values={Object.fromEntries(fields.map((field) => [field, input(field)]))}
          />
        </p>
        <Notice>{t('retention.within')}</Notice>
        <Failure error={error} />
        {isChanged && <SaveActions busy={busy} onCancel={() => setDrafts(draftsOf(retention))} />}
      </Form>
    </Section>
  )
}
