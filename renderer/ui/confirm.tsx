import type { ReactNode } from 'react'
import { useSpeech } from '../texts/speech.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
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
  const { t } = useSpeech()
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
        <div className="actions end">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="danger" type="submit" busy={busy} disabled={disabled}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
