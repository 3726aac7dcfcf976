import { useState } from 'react'
import type { SessionInfo } from '../api/types.ts'
import { Button } from '../components/button.tsx'
import { Door } from '../components/door.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { Failure } from '../components/problem.tsx'
import { ProviderLinks } from '../components/provider-links.tsx'
import { ProviderProblem } from '../components/provider-problem.tsx'
import { useAction } from '../components/use-action.ts'
import { safeReturn, usePlace } from '../router.ts'
import { calls, noticePerson } from '../state/hub.ts'
import { useSpeech } from '../texts/speech.tsx'

/** The form for a name and password, and a button for each provider that is set up. */
export function SignInPage({ session }: { session: SessionInfo }) {
  const { t } = useSpeech()
  const { query } = usePlace()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { start, busy, error } = useAction(async () => {
    await calls.signIn({ name: name.trim(), password })
    await noticePerson()
  })
  const returnTo = safeReturn(query.get('next'), location.origin)

  return (
    <Door title={t('signIn.title')} hubName={session.hubName}>
      <ProviderProblem />
      {query.has('ended') && <Notice>{t('signIn.ended')}</Notice>}
      <Form onSubmit={start}>
        <Field
          label={t('field.name')}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          required
          value={name}
          onText={setName}
        />
        <PasswordField
          label={t('field.password')}
          autoComplete="current-password"
          required
          value={password}
          onText={setPassword}
        />
        <Failure error={error} />
        <Button kind="primary" type="submit" busy={busy}>
          {t('signIn.button')}
        </Button>
      </Form>
      <ProviderLinks ways={session.ways} returnTo={returnTo} />
      <p className="small soft">{t('signIn.forgotten')}</p>
    </Door>
  )
}
