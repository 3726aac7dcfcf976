import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'

interface PagedProps {
  total: number
  /** So many are shown, and so many come with each press. */
  page: number
  /** What the button says. @param n how many come next */
  label: (n: number) => string
  /** @param shown how many are to be shown */
  children: (shown: number) => ReactNode
}

/** A long list that is shown in part, with the way on at its end: very many rows make a page slow. */
export function Paged({ total, page, label, children }: PagedProps) {
  const [shown, setShown] = useState(page)
  const hidden = total - shown
  return (
    <>
      {children(shown)}
      {hidden > 0 && (
        <Button onClick={() => setShown(shown + page)}>{label(Math.min(page, hidden))}</Button>
      )}
    </>
  )
}
