import { useId } from 'react'

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onValue: (value: Value) => void
  /** The label is for a screen reader only; what is seen explains itself. */
  bare?: boolean
  /** One below the other, for labels that are long. */
  tall?: boolean
}

/** One of a few, all in sight: radio buttons in a row, with the arrow keys of any radio group. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, options, onValue, bare, tall } = props
  const name = useId()
  return (
    <fieldset className={tall ? 'choice tall' : 'choice'}>
      <legend className={bare ? 'visually-hidden' : undefined}>{label}</legend>
      <div className="choice-row">
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onValue(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
