import { type ReactNode, useId } from 'react'

interface SwitchProps {
  on: boolean
  onChange: (on: boolean) => void
  children: ReactNode
  /** What it does, or why it cannot be changed. */
  hint?: ReactNode
  disabled?: boolean
}

/** On or off at once, without a button to save. */
export function Switch({ on, onChange, children, hint, disabled }: SwitchProps) {
  const id = useId()
  return (
    <label className="switch">
      <span className={hint === undefined ? 'switch-label' : 'switch-label explained'}>
        <span id={`${id}-name`} className="switch-name">
          {children}
        </span>
        {hint !== undefined && (
          <span id={`${id}-hint`} className="soft small switch-hint">
            {hint}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        aria-labelledby={`${id}-name`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  )
}
