import { useState } from 'react'
import type { MergeChange } from '../../../server/api/schemas/conflicts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { More } from '../../ui/more.tsx'
import { excerpts, shorten } from '../compare/diff/excerpt.ts'
import { plainText } from '../compare/diff/plain.ts'
import { placeOf } from './place.ts'

const page = 100
const longest = 200
const signs = { added: '+', removed: '−', changed: '≠', moved: '⇅' } as const

/** What one side changed and the other did not: taken without asking. */
export function TakenList({ changes }: { changes: readonly MergeChange[] }) {
  const { t } = useSpeech()
  const [shown, setShown] = useState(page)
  return (
    <>
      <ul className="change-group">
        {changes.slice(0, shown).map((change) => (
          <TakenRow key={`${change.kind} ${change.path}`} change={change} />
        ))}
      </ul>
      <More
        {...{ shown, page }}
        total={changes.length}
        onShown={setShown}
        label={(n) => t('diff.more', { n })}
      />
    </>
  )
}

function TakenRow({ change }: { change: MergeChange }) {
  const { t } = useSpeech()
  const { kind, path, before, after } = change
  const said = t(`diff.kind.${kind === 'moved' ? 'reordered' : kind}`)
  return (
    <li className={`change ${kind}`}>
      <span className="change-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <div className="change-body">
        <p className="change-path">
          <span className="visually-hidden">{said}: </span>
          {placeOf(path).join(' › ') || said}
        </p>
        {kind !== 'moved' && <Values before={before} after={after} />}
      </div>
    </li>
  )
}

interface ValuesProps {
  before: string | undefined
  after: string | undefined
}

function Values({ before, after }: ValuesProps) {
  const old = before === undefined ? undefined : plainText(before)
  const now = after === undefined ? undefined : plainText(after)
  const short =
    old !== undefined && now !== undefined
      ? excerpts(old, now)
      : { before: shorten(old ?? '', longest), after: shorten(now ?? '', longest) }
  return (
    <p className="change-values">
      {old !== undefined && <del>{short.before}</del>}
      {old !== undefined && now !== undefined && <span aria-hidden="true"> → </span>}
      {now !== undefined && <ins>{short.after}</ins>}
    </p>
  )
}
