import { type ReactNode, useId } from 'react'

interface OptionListProps<Value extends string> {
  label: string
  value: Value | undefined
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode }[]
  onValue: (value: Value) => void
}

/** One of a few that need explaining: radio buttons one below the other. */
export function OptionList<Value extends string>(props: OptionListProps<Value>) {
  const { label, value, options, onValue } = props
  const name = useId()
  return (
    <fieldset className="addresses">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="address">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValue(option.value)}
          />
          <span>
            {option.label}
            {option.hint !== undefined && (
              <span className="soft small option-hint">{option.hint}</span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
