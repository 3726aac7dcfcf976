import { useSpeech } from '../../../texts/speech.tsx'
import { Paged } from '../../../ui/paged.tsx'
import { ChangeItem } from '../change-item.tsx'
import type { EntryChange } from './compare-files.ts'

/** More rows than this make a page slow and help nobody. */
const page = 200
const kinds = ['added', 'removed', 'changed'] as const

/** What is different in a zip, by its list of files. */
export function ZipChanges({ changes }: { changes: readonly EntryChange[] }) {
  const { t } = useSpeech()
  const words = kinds.flatMap((kind) => {
    const n = changes.filter((change) => change.kind === kind).length
    return n > 0 ? [t(`zip.${kind}`, { n })] : []
  })
  return (
    <>
      <p className="diff-words">{words.length > 0 ? words.join(', ') : t('zip.same')}</p>
      {changes.length > 0 && (
        <Paged total={changes.length} page={page} label={(n) => t('diff.more', { n })}>
          {(shown) => (
            <section className="change-group">
              <h2>{t('zip.title')}</h2>
              <ul>
                {changes.slice(0, shown).map((change) => (
                  <Entry key={change.name} change={change} />
                ))}
              </ul>
            </section>
          )}
        </Paged>
      )}
    </>
  )
}

function Entry({ change: { kind, name, before, after } }: { change: EntryChange }) {
  const { formats } = useSpeech()
  return (
    <ChangeItem kind={kind} labels={[name]}>
      <p className="soft small">
        {[before, after].flatMap((entry) => (entry ? [formats.size(entry.size)] : [])).join(' → ')}
      </p>
    </ChangeItem>
  )
}
