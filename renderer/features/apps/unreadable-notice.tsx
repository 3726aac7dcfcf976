import type { App } from '../../../server/api/schemas/apps.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Names the apps whose settings cannot be read. They are not gone, which an empty page would suggest. */
export function UnreadableNotice({ apps }: { apps: readonly App[] }) {
  const { t } = useSpeech()
  const { isOwner } = useSignedIn()
  const look = (
    <Link className="button plain" to="/hub">
      {t('damage.look')}
    </Link>
  )
  return (
    <Notice tone="warning" action={isOwner && look}>
      <strong>{t('unreadable.title', { apps: apps.map(({ name }) => name).join(', ') })}</strong>
      <p>{t('unreadable.what')}</p>
    </Notice>
  )
}
