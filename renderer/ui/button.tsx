import type { ButtonHTMLAttributes } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { Mark } from './mark.tsx'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind
  icon?: IconName
  /** The work it started is under way: it shows that, and takes no second press. */
  busy?: boolean
}

export function Button({ kind = 'plain', icon, busy, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`button ${kind}`}
      // Not `disabled`: that would throw the focus away while somebody waits on it.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
      {...rest}
    >
      {busy ? <Mark size={20} running /> : icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  icon: IconName
  label: string
}

/** A button that shows only a sign; its name is there for a screen reader and on hover. */
export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  )
}
