import type { SessionInfo } from '../../../server/api/schemas/sign-in.ts'
import { navigate, usePlace } from '../../router.ts'
import { calls, noticePerson } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Door } from '../../ui/door.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NewAccountForm } from './new-account-form.tsx'

/** Where the set-up link of a new hub leads: names the owner. */
export function SetUpPage({ session }: { session: SessionInfo }) {
  const { t } = useSpeech()
  const { fragment: token } = usePlace()

  if (!session.needsOwner) {
    return (
      <Door title={t('setUp.doneTitle')} hubName={session.hubName}>
        <p>{t('setUp.done')}</p>
        <Link to="/" className="button primary">
          {t('setUp.goOn')}
        </Link>
      </Door>
    )
  }
  if (token === '') return <NoOwnerPage />
  return (
    <Door title={t('setUp.title')} lead={t('setUp.lead')}>
      <NewAccountForm
        button={t('setUp.button')}
        nameHint={t('setUp.nameHint')}
        onCreate={async (account) => {
          await calls.setUp({ token, ...account })
          await noticePerson()
          navigate('/', { replace: true })
        }}
      />
    </Door>
  )
}

/** A hub without an owner, opened without its set-up link. */
export function NoOwnerPage() {
  const { t } = useSpeech()
  return (
    <Door title={t('noOwner.title')} lead={t('noOwner.lead')}>
      <Notice>{t('noOwner.log')}</Notice>
      <p>{t('noOwner.command')}</p>
      <CopyField label={t('noOwner.commandLabel')} text="sxncd setup-link" />
      <CopyField label={t('noOwner.dockerLabel')} text="docker compose exec hub sxncd setup-link" />
      <p>{t('noOwner.tray')}</p>
    </Door>
  )
}
