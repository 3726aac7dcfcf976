import { type InputHTMLAttributes, type ReactNode, useId } from 'react'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'onChange'> {
  label: string
  hint?: ReactNode
  /** What is wrong with what was typed, and what to do. */
  error?: string | undefined
  onText: (text: string) => void
  /** Stands at the end of the field: a button, a unit. */
  end?: ReactNode
}

export function Field({ label, hint, error, onText, end, ...input }: FieldProps) {
  const id = useId()
  const about = [hint !== undefined && `${id}-hint`, error && `${id}-error`].filter(Boolean)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-box">
        <input
          {...input}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={about.length > 0 ? about.join(' ') : undefined}
          onChange={(event) => onText(event.target.value)}
        />
        {end}
      </div>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  )
}
