import type { ReactNode } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { ChangeItem } from './change-item.tsx'
import type { Change } from './diff/compare.ts'
import { excerpts } from './diff/excerpt.ts'
import { type Node, write } from './diff/node.ts'
import { plain } from './diff/plain.ts'
import { LineDiff } from './line-diff.tsx'

interface ChangeRowProps {
  labels: readonly string[]
  change: Change
  /** What can be done about it. */
  action?: ReactNode
}

export function ChangeRow({ labels, change, action }: ChangeRowProps) {
  const only = change.before && change.after ? undefined : (change.before ?? change.after)
  // A plain value that came or went is its own name.
  const saysItself = only?.kind === 'leaf' && plain(only) === labels.at(-1)
  return (
    <ChangeItem
      kind={change.kind}
      labels={labels}
      title={change.path.map(({ key }) => key).join('/')}
    >
      {!saysItself && <Values change={change} />}
      {action}
    </ChangeItem>
  )
}

function Values({ change: { kind, before, after } }: { change: Change }) {
  const { t } = useSpeech()
  if (kind === 'reordered') return <p className="soft small">{t('diff.kind.reordered')}</p>
  if (before && after) return <BeforeAfter before={before} after={after} />
  const only = before ?? after
  if (!only || only.kind === 'leaf') {
    return only ? <Value node={only} side={before ? 'before' : 'after'} /> : null
  }
  return (
    <details className="change-whole">
      <summary>{t('diff.look')}</summary>
      <pre>{write(only)}</pre>
    </details>
  )
}

function BeforeAfter({ before, after }: { before: Node; after: Node }) {
  const texts = { before: plain(before), after: plain(after) }
  if (texts.before.includes('\n') || texts.after.includes('\n')) {
    return <LineDiff before={texts.before} after={texts.after} />
  }
  const short = excerpts(texts.before, texts.after)
  return (
    <p className="change-values">
      <del title={texts.before}>{short.before}</del> <span aria-hidden="true">→</span>{' '}
      <ins title={texts.after}>{short.after}</ins>
    </p>
  )
}

function Value({ node, side }: { node: Node; side: 'before' | 'after' }) {
  const text = plain(node)
  return (
    <p className="change-values">{side === 'before' ? <del>{text}</del> : <ins>{text}</ins>}</p>
  )
}
