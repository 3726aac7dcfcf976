import { useEffect, useRef } from 'react'
import { closeToast, type Toast, useToasts } from '../state/toasts.ts'
import { useSpeech } from '../texts/speech.tsx'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'

/** Long enough to read and to reach the way back. */
const shownFor = 12_000

export function Toasts() {
  const { t } = useSpeech()
  const toasts = useToasts()
  return (
    <section className="toasts" aria-label={t('toasts.label')} aria-live="polite">
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastView({ toast }: { toast: Toast }) {
  const { t } = useSpeech()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const close = () => closeToast(toast.id)
  const hold = () => clearTimeout(timer.current)
  const release = () => {
    hold()
    timer.current = setTimeout(() => closeToast(toast.id), shownFor)
  }

  useEffect(() => {
    timer.current = setTimeout(() => closeToast(toast.id), shownFor)
    return () => clearTimeout(timer.current)
  }, [toast.id])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: stays while it is pointed at or focused
    <div
      className={`toast ${toast.tone}`}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <Icon name={toast.tone === 'good' ? 'check' : 'warning'} />
      <span className="toast-text">{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            close()
            toast.action?.run()
          }}
        >
          {toast.action.label}
        </button>
      )}
      <IconButton icon="close" label={t('action.close')} onClick={close} />
    </div>
  )
}
