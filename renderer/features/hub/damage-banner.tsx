import { useQuery } from '@tanstack/react-query'
import { resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'

/** What the owner must not miss: the hub cannot store anything, or has found damaged files. */
export function DamageBanner() {
  return useSignedIn().isOwner ? <Damage /> : null
}

function Damage() {
  const { t } = useSpeech()
  const health = useQuery(resources.health).data
  const look = (
    <Link className="button plain" to="/hub">
      {t('damage.look')}
    </Link>
  )
  return (
    <>
      {health?.status === 'failed' && (
        <Notice tone="bad" action={look}>
          <strong>{t('damage.failed')}</strong>
          <p>{t('damage.failedWhat')}</p>
        </Notice>
      )}
      {health !== undefined && health.problems > 0 && (
        <Notice tone="warning" action={look}>
          <strong>{t('damage.damaged')}</strong>
          <p>{t('damage.damagedWhat')}</p>
        </Notice>
      )}
    </>
  )
}
