import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Content } from './diff/compare-settings.ts'
import { VersionFacts } from './version-facts.tsx'

interface SizeAndTimeProps {
  before: Version
  after: Version
  kinds: { before: Content['kind']; after: Content['kind'] }
}

/** What can be told of settings that were encrypted before they came to the hub. */
export function SizeAndTime({ before, after, kinds }: SizeAndTimeProps) {
  const { t } = useSpeech()
  const bothEncrypted = kinds.before === 'encrypted' && kinds.after === 'encrypted'
  const readable = (kind: Content['kind']) => (kind === 'encrypted' ? t('diff.no') : t('diff.yes'))
  return (
    <>
      <Notice icon="lock" tone={bothEncrypted ? 'info' : 'warning'}>
        {t(bothEncrypted ? 'diff.encrypted' : 'diff.switched')}
      </Notice>
      <VersionFacts
        before={before}
        after={after}
        more={{
          title: t('diff.readable'),
          before: readable(kinds.before),
          after: readable(kinds.after),
        }}
      />
    </>
  )
}
