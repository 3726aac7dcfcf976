import type { MergeChange } from '../../../server/api/schemas/conflicts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Paged } from '../../ui/paged.tsx'
import { ChangeItem } from '../compare/change-item.tsx'
import { excerpts, shorten } from '../compare/diff/excerpt.ts'
import { plainText } from '../compare/diff/plain.ts'
import { placeOf } from './place.ts'

const page = 100
const longest = 200

/** What one side changed and the other did not: taken without asking. */
export function TakenList({ changes }: { changes: readonly MergeChange[] }) {
  const { t } = useSpeech()
  return (
    <Paged total={changes.length} page={page} label={(n) => t('diff.more', { n })}>
      {(shown) => (
        <ul className="change-group">
          {changes.slice(0, shown).map((change) => (
            <Taken key={`${change.kind} ${change.path}`} change={change} />
          ))}
        </ul>
      )}
    </Paged>
  )
}

function Taken({ change: { kind, path, before, after } }: { change: MergeChange }) {
  const labels = placeOf(path)
  const only = before === undefined || after === undefined ? (before ?? after) : undefined
  // A plain value that came or went is its own name.
  const saysItself = only !== undefined && plainText(only) === labels.at(-1)
  return (
    <ChangeItem kind={kind === 'moved' ? 'reordered' : kind} labels={labels}>
      {kind !== 'moved' && !saysItself && <Values before={before} after={after} />}
    </ChangeItem>
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
