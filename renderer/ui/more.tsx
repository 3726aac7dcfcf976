import { Button } from './button.tsx'

interface MoreProps {
  total: number
  shown: number
  /** So many come with each press. */
  page: number
  onShown: (shown: number) => void
  /** What the button says. @param n how many come next */
  label: (n: number) => string
}

/** The way on at the end of a list that is shown in part; nothing where all of it is there. */
export function More({ total, shown, page, onShown, label }: MoreProps) {
  const hidden = total - shown
  if (hidden <= 0) return null
  return <Button onClick={() => onShown(shown + page)}>{label(Math.min(page, hidden))}</Button>
}
