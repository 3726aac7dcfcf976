import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Identity } from '../../../server/api/schemas/sign-in.ts'
import { desktop } from '../../state/desktop.ts'
import { calls, edit, refresh, resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Failure } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'
import { isUsable, NewPasswordFields, noPassword } from '../sign-in/new-password.tsx'
import { PasswordField } from '../sign-in/password-field.tsx'
import { UnlinkAll } from './unlink-all.tsx'

export function PasswordSection() {
  const { t } = useSpeech()
  const signIns = useQuery(resources.signIns)
  const [open, setOpen] = useState(false)
  return (
    <Section title={t('password.title')}>
      <LoadedView from={signIns} skeleton={<Skeleton lines={1} />}>
        {({ password, identities }) =>
          open ? (
            <PasswordForm hasOne={password} identities={identities} onDone={() => setOpen(false)} />
          ) : (
            <>
              {!password && <p>{t(desktop ? 'password.noneHere' : 'password.none')}</p>}
              <Button icon="lock" onClick={() => setOpen(true)}>
                {password ? t('password.change') : t('password.set')}
              </Button>
            </>
          )
        }
      </LoadedView>
    </Section>
  )
}

interface PasswordFormProps {
  hasOne: boolean
  identities: readonly Identity[]
  onDone: () => void
}

function PasswordForm({ hasOne, identities, onDone }: PasswordFormProps) {
  const { t } = useSpeech()
  const { account } = useSignedIn()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState(noPassword)
  const [checked, setChecked] = useState(false)
  const [unlink, setUnlink] = useState(false)
  const { start, busy, error } = useAction(async () => {
    await calls.setPassword({ ...(hasOne && { current }), password: next.first, unlink })
    void edit(resources.signIns, (signIns) => ({
      password: true,
      identities: unlink ? [] : signIns.identities,
    }))
    void refresh.session()
    showToast(t('password.changed'))
    onDone()
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    setChecked(true)
    if (isUsable(next)) void start()
  }

  return (
    <form className="form" onSubmit={submit}>
      {/* Tells a password manager whose password this is. */}
      <input type="text" autoComplete="username" value={account.name} readOnly hidden />
      {hasOne && (
        <PasswordField
          label={t('password.current')}
          autoComplete="current-password"
          required
          value={current}
          onText={setCurrent}
        />
      )}
      <NewPasswordFields value={next} onValue={setNext} name={account.name} checked={checked} />
      <UnlinkAll identities={identities} on={unlink} onChange={setUnlink} />
      <Failure error={error} />
      <div className="actions">
        <Button kind="primary" type="submit" busy={busy}>
          {t('password.save')}
        </Button>
        <Button onClick={onDone}>{t('action.cancel')}</Button>
      </div>
    </form>
  )
}
