import { useState } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { isUsable, NewPasswordFields, noPassword } from './new-password.tsx'

interface NewAccountFormProps {
  button: string
  nameHint?: string
  onCreate: (account: { name: string; password: string }) => Promise<unknown>
}

/** A name and a new password: for the owner at set-up and for whoever was invited. */
export function NewAccountForm({ button, nameHint, onCreate }: NewAccountFormProps) {
  const { t } = useSpeech()
  const [name, setName] = useState('')
  const [password, setPassword] = useState(noPassword)
  const [checked, setChecked] = useState(false)
  const { start, busy, error } = useAction(onCreate)

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (name.trim() === '' || !isUsable(password)) {
          // The first field that is not right takes the focus, once it says why.
          const form = event.currentTarget
          setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus())
          return
        }
        void start({ name: name.trim(), password: password.first })
      }}
    >
      <Field
        label={t('field.yourName')}
        hint={nameHint}
        autoComplete="username"
        spellCheck={false}
        required
        maxLength={60}
        value={name}
        onText={setName}
        error={checked && name.trim() === '' ? t('field.nameMissing') : undefined}
      />
      <NewPasswordFields value={password} onValue={setPassword} name={name} checked={checked} />
      <Failure error={error} />
      <Button kind="primary" type="submit" busy={busy}>
        {button}
      </Button>
    </form>
  )
}
