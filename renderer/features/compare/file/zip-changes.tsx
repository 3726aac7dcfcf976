import { useState } from 'react'
import { useSpeech } from '../../../texts/speech.tsx'
import { More } from '../../../ui/more.tsx'
import type { EntryChange } from './compare-files.ts'

/** More rows than this make a page slow and help nobody. */
const page = 200
const signs = { added: '+', removed: '−', changed: '≠' } as const
const kinds = ['added', 'removed', 'changed'] as const

/** What is different in a zip, by its list of files. */
export function ZipChanges({ changes }: { changes: readonly EntryChange[] }) {
  const { t } = useSpeech()
  const [shown, setShown] = useState(page)
  const words = kinds.flatMap((kind) => {
    const n = changes.filter((change) => change.kind === kind).length
    return n > 0 ? [t(`zip.${kind}`, { n })] : []
  })
  return (
    <>
      <p className="diff-words">{words.length > 0 ? words.join(', ') : t('zip.same')}</p>
      {changes.length > 0 && (
        <section className="change-group">
          <h2>{t('zip.title')}</h2>
          <ul>
            {changes.slice(0, shown).map((change) => (
              <Entry key={change.name} change={change} />
            ))}
          </ul>
        </section>
      )}
      <More
        {...{ shown, page }}
        total={changes.length}
        onShown={setShown}
        label={(n) => t('diff.more', { n })}
      />
    </>
  )
}

function Entry({ change: { kind, name, before, after } }: { change: EntryChange }) {
  const { t, formats } = useSpeech()
  return (
    <li className={`change ${kind}`}>
      <span className="change-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <div className="change-body">
        <p className="change-path">
          <span className="visually-hidden">{t(`diff.kind.${kind}`)}: </span>
          {name}
        </p>
        <p className="soft small">
          {[before, after]
            .flatMap((entry) => (entry ? [formats.size(entry.size)] : []))
            .join(' → ')}
        </p>
      </div>
    </li>
  )
}
