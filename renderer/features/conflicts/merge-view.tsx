import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Merge, MergeChange } from '../../../server/api/schemas/conflicts.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { resources } from '../../state/hub.ts'
import { Rich } from '../../texts/rich.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Waiting } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/when.tsx'
import { ComparisonView } from '../compare/comparison-view.tsx'
import { compareSettings } from '../compare/diff/compare-settings.ts'
import { ChoiceList, type Side } from './choice-list.tsx'
import { TakenList } from './taken-list.tsx'

interface MergeViewProps {
  app: App
  merge: Merge
  onChoice: (path: string, side: Side) => void
}

/** Both sides, what is to be decided, what was taken from each, and what comes of it. */
export function MergeView({ app, merge, onChoice }: MergeViewProps) {
  const { t } = useSpeech()
  const { conflict, current, result } = merge
  const devices = { mine: conflict.unused.deviceName, theirs: current.deviceName }
  const sides = <Sides merge={merge} />
  if (result.kind === 'refused') {
    return (
      <>
        {sides}
        <Notice tone="warning">{t(`conflict.refused.${result.reason}`)}</Notice>
      </>
    )
  }
  return (
    <>
      {sides}
      {result.format === 'text' && <Notice>{t('conflict.lines')}</Notice>}
      {result.choices.length > 0 && (
        <Section title={t('conflict.choices')} lead={t('conflict.choicesLead')}>
          <ChoiceList choices={result.choices} devices={devices} onChoice={onChoice} />
        </Section>
      )}
      <Taken changes={result.changes} devices={devices} />
      <Section title={t('conflict.preview')} lead={t('conflict.previewLead')}>
        <Preview app={app} version={current.version} text={result.text} />
      </Section>
    </>
  )
}

function Sides({ merge: { conflict, current } }: { merge: Merge }) {
  const rows: readonly Pick<Version, 'version' | 'deviceName' | 'receivedAt'>[] = [
    conflict.unused,
    conflict.used,
  ]
  const { t } = useSpeech()
  return (
    <div className="merge-sides">
      <p>{t('conflict.base', { version: conflict.base })}</p>
      <ul>
        {rows.map(({ version, deviceName, receivedAt }) => (
          <li key={version}>
            <Rich
              text="conflict.side"
              values={{
                device: <strong>{deviceName}</strong>,
                time: <When at={receivedAt} />,
                version: String(version),
              }}
            />
            {version === current.version && (
              <span className="chip good">{t('version.current')}</span>
            )}
          </li>
        ))}
      </ul>
      {current.version !== conflict.used.version && current.version !== conflict.unused.version && (
        <p className="soft">{t('conflict.since', { version: current.version })}</p>
      )}
    </div>
  )
}

function Taken({
  changes,
  devices,
}: {
  changes: readonly MergeChange[]
  devices: Readonly<Record<Side, string>>
}) {
  const { t } = useSpeech()
  const of = (from: MergeChange['from']) => changes.filter((change) => change.from === from)
  const parts = [
    { title: t('conflict.from', { device: devices.mine }), changes: of('mine') },
    { title: t('conflict.from', { device: devices.theirs }), changes: of('theirs') },
    { title: t('conflict.fromBoth'), changes: of('both') },
  ].filter((part) => part.changes.length > 0)
  if (parts.length === 0) return null
  return (
    <Section title={t('conflict.taken')} lead={t('conflict.takenLead')}>
      {parts.map((part) => (
        <div key={part.title}>
          <h3 className="merge-from">{part.title}</h3>
          <TakenList changes={part.changes} />
        </div>
      ))}
    </Section>
  )
}

/** What devices would see change: the merged settings beside those in use. */
function Preview({ app, version, text }: { app: App; version: number; text: string }) {
  const current = useQuery(resources.version(app.type, version))
  const before = current.data?.data
  const comparison = useMemo(
    () =>
      before === undefined
        ? undefined
        : compareSettings(before, text, app.export.volatile, app.export.fileName),
    [before, text, app],
  )
  if (current.error && !current.data) {
    return <Problem error={current.error} onRetry={() => void current.refetch()} />
  }
  if (!comparison || !current.data) return <Waiting />
  const { version: shown } = current.data
  return <ComparisonView comparison={comparison} before={shown} after={shown} />
}
