import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSpeech } from '../texts/speech.tsx'
import { Mark } from './mark.tsx'
import { Problem } from './problem.tsx'

/** Waiting for something: the beat runs, and after a moment it says so. */
export function Waiting({ text }: { text?: string }) {
  const { t } = useSpeech()
  return (
    <div className="waiting" role="status">
      <Mark size={40} running />
      <span>{text ?? t('state.loading')}</span>
    </div>
  )
}

interface LoadedViewProps<T> {
  from: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
  children: (data: T) => ReactNode
  /** Stands in while it loads, in the shape of what is to come. */
  skeleton?: ReactNode
}

/** Shows what was fetched, or that it is being fetched, or why it could not be. */
export function LoadedView<T>({ from, children, skeleton }: LoadedViewProps<T>) {
  if (from.data !== undefined) {
    return (
      <>
        {from.error && <Problem error={from.error} onRetry={() => void from.refetch()} />}
        {children(from.data)}
      </>
    )
  }
  if (from.error) return <Problem error={from.error} onRetry={() => void from.refetch()} />
  return skeleton ?? <Waiting />
}

/** Grey bars where lines of text will be. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { t } = useSpeech()
  return (
    <div className="skeleton" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars that are all alike
        <span key={line} className="skeleton-line" />
      ))}
    </div>
  )
}
