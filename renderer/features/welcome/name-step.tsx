import { useEffect, useState } from 'react'
import { navigate } from '../../router.ts'
import { signInWindow } from '../../state/window-sign-in.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { StepDoor } from './step-door.tsx'
import { goToStep, welcomePath } from './walk.ts'

/** Says what the hub is, and asks whose it is. No password: this window is the way in. */
export function NameStep() {
  const { t } = useSpeech()
  const [name, setName] = useState('')
  const [checked, setChecked] = useState(false)
  const { start, busy, error } = useAction(async () => {
    // First: once somebody is signed in, the page of the next step takes over.
    goToStep('network')
    await signInWindow(name.trim())
  })
  // So that going back from the next step leads here.
  useEffect(() => navigate(welcomePath('name'), { replace: true }), [])
  const isMissing = name.trim() === ''
  return (
    <StepDoor step="name" title={t('welcome.title')} lead={t('welcome.lead')}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setChecked(true)
          if (isMissing) event.currentTarget.querySelector('input')?.focus()
          else void start()
        }}
      >
        <Field
          label={t('field.yourName')}
          hint={t('welcome.nameHint')}
          autoComplete="name"
          spellCheck={false}
          required
          maxLength={60}
          value={name}
          onText={setName}
          error={checked && isMissing ? t('field.nameMissing') : undefined}
        />
        <Failure error={error} />
        <Button kind="primary" type="submit" busy={busy}>
          {t('welcome.goOn')}
        </Button>
      </form>
    </StepDoor>
  )
}

/** Somebody went back to it: the name stands. */
export function NameGiven({ name }: { name: string }) {
  const { t } = useSpeech()
  return (
    <StepDoor step="name" title={t('welcome.title')} lead={t('welcome.lead')}>
      <p>{t('welcome.yours', { name })}</p>
      <Button kind="primary" onClick={() => goToStep('network')}>
        {t('welcome.goOn')}
      </Button>
    </StepDoor>
  )
}
