import type { Transfer } from '../../../server/links/link.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { When } from '../../ui/when.tsx'
import { fileName } from './link-state.ts'

/** What went last: which way, when, how much, and where the file before it is kept. */
export function LastTransfer({ transfer }: { transfer: Transfer }) {
  const { t, formats } = useSpeech()
  const { direction, at, size, backup } = transfer
  return (
    <p className="link-transfer small">
      <Icon name={direction === 'to-hub' ? 'upload' : 'download'} size={16} />
      <span>
        {t(`files.went.${direction}`)} <When at={new Date(at).toISOString()} /> ·{' '}
        {formats.size(size)}
        {backup !== undefined && (
          <span className="soft" title={backup}>
            {' · '}
            {t('files.backup', { file: fileName(backup) })}
          </span>
        )}
      </span>
    </p>
  )
}
