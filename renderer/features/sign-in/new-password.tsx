import { useSpeech } from '../../texts/speech.tsx'
import { PasswordField } from './password-field.tsx'
import { minPasswordLength, type Strength, strengthOf } from './strength.ts'

export interface NewPassword {
  first: string
  second: string
}

export const noPassword: NewPassword = { first: '', second: '' }

interface NewPasswordFieldsProps {
  value: NewPassword
  onValue: (value: NewPassword) => void
  name: string
  /** Whether to say what is wrong: not while somebody still types for the first time. */
  checked: boolean
}

export const isUsable = ({ first, second }: NewPassword) =>
  [...first].length >= minPasswordLength && first === second

const bars: Record<Strength, number> = { short: 1, weak: 2, fair: 3, good: 4 }

/** A new password, typed twice, with a word on how good it is. */
export function NewPasswordFields({ value, onValue, name, checked }: NewPasswordFieldsProps) {
  const { t } = useSpeech()
  const { first, second } = value
  const strength = strengthOf(first, name)
  const tooShort = checked && strength === 'short'
  const different = (checked || second.length >= first.length) && second !== first
  return (
    <>
      <PasswordField
        label={t('password.new')}
        autoComplete="new-password"
        required
        value={first}
        onText={(text) => onValue({ ...value, first: text })}
        error={tooShort ? t('password.tooShort', { min: minPasswordLength }) : undefined}
        hint={
          <span className={`strength ${first === '' ? 'none' : strength}`}>
            <span
              className="strength-bars"
              aria-hidden="true"
              data-bars={first === '' ? 0 : bars[strength]}
            />
            <span aria-live="polite">
              {first === ''
                ? t('password.advice', { min: minPasswordLength })
                : t(`password.strength.${strength}`)}
            </span>
          </span>
        }
      />
      <PasswordField
        label={t('password.again')}
        autoComplete="new-password"
        required
        value={second}
        onText={(text) => onValue({ ...value, second: text })}
        error={different && second !== '' ? t('password.different') : undefined}
      />
    </>
  )
}
