import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { SubmitFooter } from './dialog-footer.tsx'
import { Failure } from './problem.tsx'
import { useAction } from './use-action.ts'

interface ConfirmProps {
  title: string
  children: ReactNode
  /** What the button says: the very thing that will happen. */
  action: string
  onConfirm: () => Promise<unknown>
  onClose: () => void
  disabled?: boolean
}

/** Asks once before something that cannot be undone. */
export function Confirm({ title, children, action, onConfirm, onClose, disabled }: ConfirmProps) {
  const { start, busy, error } = useAction(onConfirm)
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault()
          if (await start()) onClose()
        }}
      >
        {children}
        <Failure error={error} />
        <SubmitFooter
          action={action}
          kind="danger"
          busy={busy}
          disabled={disabled}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  )
}
