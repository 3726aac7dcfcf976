import { useMemo, useState } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { compareLines, hunks, type LineChange } from './diff/lines.ts'

const mostLines = 300
const signs = { same: ' ', added: '+', removed: '−' } as const

/** Two texts line by line, with only what is near a change. */
export function LineDiff({ before, after }: { before: string; after: string }) {
  const { t } = useSpeech()
  const [all, setAll] = useState(false)
  const lines = useMemo(() => {
    const groups = hunks(compareLines(before, after))
    return groups.flatMap((group, index): (LineChange | 'gap')[] =>
      index > 0 ? ['gap', ...group] : group,
    )
  }, [before, after])
  const shown = all ? lines : lines.slice(0, mostLines)
  return (
    <div className="lines">
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a finished comparison
        <Line key={index} line={line} />
      ))}
      {shown.length < lines.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {t('diff.allLines', { n: lines.length })}
        </Button>
      )}
    </div>
  )
}

function Line({ line }: { line: LineChange | 'gap' }) {
  const { t } = useSpeech()
  if (line === 'gap') return <div className="line-gap">⋯</div>
  return (
    <div className={`text-line ${line.kind}`}>
      <span className="line-sign" aria-hidden="true">
        {signs[line.kind]}
      </span>
      {line.kind !== 'same' && (
        <span className="visually-hidden">{t(`diff.kind.${line.kind}`)}: </span>
      )}
      <span className="line-text">{line.text === '' ? ' ' : line.text}</span>
    </div>
  )
}
