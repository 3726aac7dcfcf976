import type { App } from '../../../server/api/schemas/apps.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Says whose settings the disk of the hub does not give: they are not gone, as an empty page would say. */
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
