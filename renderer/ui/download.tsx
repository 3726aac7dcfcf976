import type { MouseEvent, ReactNode } from 'react'
import { asApiError } from '../api/api-error.ts'
import { calls } from '../state/hub.ts'
import { showToast } from '../state/toasts.ts'
import { useErrorText } from '../texts/use-error-text.ts'

interface DownloadProps {
  href: string
  className: string
  /** What it is called where only an icon shows. */
  label?: string
  children: ReactNode
}

/** A link to a file. The browser fetches it by itself, so the address gets a ticket when clicked. */
export function Download({ href, className, label, children }: DownloadProps) {
  const errorText = useErrorText()

  async function start(event: MouseEvent) {
    event.preventDefault()
    try {
      const link = document.createElement('a')
      link.href = await calls.withTicket(href)
      link.download = ''
      link.click()
    } catch (error) {
      showToast(errorText(asApiError(error)), { tone: 'bad' })
    }
  }

  return (
    <a
      className={className}
      href={href}
      download
      aria-label={label}
      title={label}
      onClick={(event) => void start(event)}
    >
      {children}
    </a>
  )
}
