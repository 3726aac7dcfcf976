import type { ReactNode } from 'react'
import { useSpeech } from '../../texts/speech.tsx'

const signs = { added: '+', removed: '−', changed: '≠', reordered: '⇅' } as const

interface ChangeItemProps {
  kind: keyof typeof signs
  /** The way to the place, each part as a person calls it; none for all of it. */
  labels: readonly string[]
  /** The whole way as the app writes it, to be seen on a closer look. */
  title?: string
  children: ReactNode
}

/** One change in a list: its sign, its place, and what it was and is. */
export function ChangeItem({ kind, labels, title, children }: ChangeItemProps) {
  const { t } = useSpeech()
  const said = t(`diff.kind.${kind}`)
  return (
    <li className={`change ${kind}`}>
      <span className="change-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <div className="change-body">
        <p className="change-path" title={title}>
          <span className="visually-hidden">{said}: </span>
          {labels.length === 0 ? said : labels.join(' › ')}
        </p>
        {children}
      </div>
    </li>
  )
}
