import type { ReactNode } from 'react'

interface SwitchProps {
  on: boolean
  onChange: (on: boolean) => void
  children: ReactNode
}

/** On or off at once, without a button to save. */
export function Switch({ on, onChange, children }: SwitchProps) {
  return (
    <label className="switch">
      <span className="switch-label">{children}</span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  )
}
