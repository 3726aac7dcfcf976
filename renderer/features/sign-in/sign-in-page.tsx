import { useState } from 'react'
import type { SessionInfo } from '../../../server/api/schemas/sign-in.ts'
import { safeReturn, usePlace } from '../../router.ts'
import { calls, noticePerson } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Door } from '../../ui/door.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { PasswordField } from './password-field.tsx'
import { ProviderLinks } from './provider-links.tsx'
import { ProviderProblem } from './provider-problem.tsx'

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
