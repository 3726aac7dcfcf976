import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { ChangeGroups, type ChangeGroupsProps } from './change-groups.tsx'
import type { Comparison } from './diff/compare-settings.ts'
import { factsOf } from './diff/facts.ts'
import { sayFacts } from './diff/words.ts'
import { LineDiff } from './line-diff.tsx'
import { SizeAndTime } from './size-and-time.tsx'

interface ComparisonViewProps extends Pick<ChangeGroupsProps, 'actionFor'> {
  comparison: Comparison
  before: Version
  after: Version
}

/** What is different: first in words, then in detail. */
export function ComparisonView({ comparison, before, after, actionFor }: ComparisonViewProps) {
  const { t } = useSpeech()
  switch (comparison.kind) {
    case 'same':
      return <p className="diff-words">{t('diff.same')}</p>
    case 'rewritten':
      return <p className="diff-words">{t('diff.rewritten')}</p>
    case 'opaque':
      return <SizeAndTime before={before} after={after} kinds={comparison} />
    case 'text':
      return (
        <>
          <p className="diff-words">{t('diff.text')}</p>
          <LineDiff before={comparison.before} after={comparison.after} />
        </>
      )
    case 'settings':
      // What is not JSON is not taken apart by the hub.
      return <SettingsView {...comparison} {...(!comparison.texts && { actionFor })} />
  }
}

interface SettingsViewProps extends ChangeGroupsProps {
  texts?: { before: string; after: string }
}

function SettingsView({ changes, texts, actionFor }: SettingsViewProps) {
  const { t } = useSpeech()
  const steady = changes.filter((change) => !change.volatile)
  const volatile = changes.filter((change) => change.volatile)
  return (
    <>
      <p className="diff-words">
        {steady.length === 0 ? t('diff.onlyVolatile') : sayFacts(factsOf(changes), t)}
      </p>
      <ChangeGroups changes={steady} actionFor={actionFor} />
      {volatile.length > 0 && (
        <details className="fold">
          <summary>{t('diff.volatile', { n: volatile.length })}</summary>
          <p className="soft small">{t('diff.volatileWhat')}</p>
          <ChangeGroups changes={volatile} />
        </details>
      )}
      {texts && (
        <details className="fold">
          <summary>{t('diff.lines')}</summary>
          <LineDiff {...texts} />
        </details>
      )}
    </>
  )
}
