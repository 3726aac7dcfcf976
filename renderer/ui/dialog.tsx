import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useSpeech } from '../texts/speech.tsx'
import { IconButton } from './button.tsx'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  wide?: boolean
  /** Changes when other content takes the place of what was there; the focus then starts anew. */
  step?: string
}

/** Where work begins: a field to fill in, a text to copy, else the safest button. */
const firstStop = '.dialog-body :is(input:not([type="radio"]), .copy-box .button, .actions .button)'

/** The browser's own modal dialog: it keeps the focus inside and gives it back when closed. */
export function Dialog({ title, onClose, children, wide, step = '' }: DialogProps) {
  const { t } = useSpeech()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    if (!element?.open) element?.showModal()
    return () => {
      element?.close()
      // React takes the dialog away before the browser could give the focus back. What opened it
      // may be gone as well; then the page's heading is the nearest place.
      const lost = document.activeElement === document.body
      const back = before?.isConnected ? before : lost && document.querySelector('h1')
      if (back instanceof HTMLElement) back.focus()
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins with its own focus
  useEffect(() => {
    const first = dialog.current?.querySelector<HTMLElement>(firstStop)
    first?.focus()
  }, [step])

  return (
    <dialog
      ref={dialog}
      className={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      // A browser heeds the second Esc in a row whatever is said to it.
      onClose={() => {
        if (!dialog.current || dialog.current.open) return
        dialog.current.showModal()
        onClose()
      }}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t('action.close')} onClick={onClose} />
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  )
}
