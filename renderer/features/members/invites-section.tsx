import { useQuery } from '@tanstack/react-query'
import type { Invite } from '../../../server/api/schemas/sign-in.ts'
import { calls, edit, resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure, Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'

/** Invitations that nobody has used yet. */
export function InvitesSection() {
  const { t } = useSpeech()
  const invites = useQuery(resources.invites)
  const { start, error } = useAction(async (invite: Invite) => {
    void edit(resources.invites, (all) => all.filter(({ id }) => id !== invite.id))
    try {
      await calls.takeBackInvite(invite.id)
    } catch (failure) {
      void invites.refetch()
      throw failure
    }
  })
  if (invites.error && !invites.data) {
    return <Problem error={invites.error} onRetry={() => void invites.refetch()} />
  }
  if (!invites.data?.length && !error) return null
  return (
    <Section title={t('invites.title')}>
      <ul className="rows">
        {invites.data?.map((invite) => (
          <li key={invite.id} className="row">
            <div className="row-text">
              <strong>{invite.note || t('invites.unnamed')}</strong>
              <p className="soft small">
                {t('invites.made')} <When at={invite.createdAt} /> · {t('invites.until')}{' '}
                <When at={invite.expiresAt} />
              </p>
            </div>
            <Button kind="quiet" onClick={() => void start(invite)}>
              {t('invites.takeBack')}
              {invite.note && <span className="visually-hidden">: {invite.note}</span>}
            </Button>
          </li>
        ))}
      </ul>
      <Failure error={error} />
    </Section>
  )
}
