import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { Decision, Merge } from '../../../server/api/schemas/conflicts.ts'
import { refresh, resource, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { LoadedView } from '../../ui/loading.tsx'
import { AppSubpage } from '../apps/app-subpage.tsx'
import type { Side } from './choice-list.tsx'
import { conflictCalls } from './conflict-calls.ts'
import { MergeActions } from './merge-actions.tsx'
import { MergeView } from './merge-view.tsx'
import './conflicts.css'

/** What two devices changed at the same time, brought together. */
export function MergePage({ type, version }: { type: string; version: number }) {
  const { t } = useSpeech()
  const apps = useQuery(resources.apps)
  return (
    <AppSubpage type={type} title={t('conflict.title')}>
      {(app) => (
        <LoadedView from={apps}>{() => app && <Merging app={app} version={version} />}</LoadedView>
      )}
    </AppSubpage>
  )
}

function Merging({ app, version }: { app: App; version: number }) {
  const [decisions, setDecisions] = useState<readonly Decision[]>([])
  const choose = (path: string, take: Side) =>
    setDecisions((before) => [...before.filter((one) => one.path !== path), { path, take }])
  const merge = useQuery({
    ...resource(['history', app.type, 'merge', version, JSON.stringify(decisions)], () =>
      conflictCalls.preview(app.type, version, decisions),
    ),
    // What was chosen last stays in sight until the hub has put it together.
    placeholderData: keepPreviousData,
  })
  return (
    <LoadedView from={merge}>
      {(found) => (
        <>
          <MergeView app={app} merge={withChoices(found, decisions)} onChoice={choose} />
          <MergeActions
            app={app.type}
            merge={found}
            decisions={decisions}
            onOutdated={() => void refresh.slot(app.type)}
          />
        </>
      )}
    </LoadedView>
  )
}

/** A click shows at once, and not only when the hub has answered. */
function withChoices(merge: Merge, decisions: readonly Decision[]): Merge {
  const { result } = merge
  if (result.kind === 'refused') return merge
  const taken = new Map(decisions.map(({ path, take }) => [path, take]))
  const choices = result.choices.map((choice) => ({
    ...choice,
    taken: taken.get(choice.path) ?? choice.taken,
  }))
  return { ...merge, result: { ...result, choices } }
}
