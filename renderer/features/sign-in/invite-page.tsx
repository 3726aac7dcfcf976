import { useQuery } from '@tanstack/react-query'
import type { SessionInfo, Way } from '../../../server/api/schemas/sign-in.ts'
import { navigate, usePlace } from '../../router.ts'
import { calls, noticePerson, resources, signOut } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Door } from '../../ui/door.tsx'
import { LoadedView } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { ProviderLinks } from './provider-links.tsx'

/** Where an invitation leads: the account of a new member. */
export function InvitePage({ session }: { session: SessionInfo }) {
  const { t } = useSpeech()
  const { fragment: token } = usePlace()
  return (
    <Door title={t('invite.title', { hub: session.hubName })} hubName={session.hubName}>
      {session.account ? (
        <SignedInAlready name={session.account.name} />
      ) : token === '' ? (
        <Notice tone="warning">{t('invite.noToken')}</Notice>
      ) : (
        <Invitation token={token} ways={session.ways} />
      )}
    </Door>
  )
}

function Invitation({ token, ways }: { token: string; ways: readonly Way[] }) {
  const { t, formats } = useSpeech()
  const invitation = useQuery(resources.invitation(token))
  return (
    <LoadedView from={invitation}>
      {({ invite, ticket }) => (
        <>
          <p>
            {t('invite.from', {
              name: invite.from,
              date: formats.short(new Date(invite.expiresAt)),
            })}
          </p>
          <p className="soft">{t('invite.own')}</p>
          <NewAccountForm
            button={t('invite.button')}
            nameHint={t('invite.nameHint')}
            onCreate={async (account) => {
              await calls.accept(token, account)
              await noticePerson()
              navigate('/', { replace: true })
            }}
          />
          <ProviderLinks ways={ways} returnTo="/" options={{ invite: ticket }} />
        </>
      )}
    </LoadedView>
  )
}

/** Accepting would swap accounts under somebody's feet, so they sign out first. */
function SignedInAlready({ name }: { name: string }) {
  const { t } = useSpeech()
  return (
    <>
      <p>{t('invite.signedIn', { name })}</p>
      <div className="actions">
        <Button kind="primary" onClick={() => void signOut()}>
          {t('signOut.button')}
        </Button>
        <Button onClick={() => navigate('/')}>{t('setUp.goOn')}</Button>
      </div>
    </>
  )
}
