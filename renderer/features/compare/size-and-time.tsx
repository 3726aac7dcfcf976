import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Content } from './diff/compare-settings.ts'

interface SizeAndTimeProps {
  before: Version
  after: Version
  kinds: { before: Content['kind']; after: Content['kind'] }
}

/** What can be told of settings that were encrypted before they came to the hub. */
export function SizeAndTime({ before, after, kinds }: SizeAndTimeProps) {
  const { t, formats } = useSpeech()
  const bothEncrypted = kinds.before === 'encrypted' && kinds.after === 'encrypted'
  const rows = [
    { label: t('compare.older'), version: before, kind: kinds.before },
    { label: t('compare.newer'), version: after, kind: kinds.after },
  ]
  return (
    <>
      <Notice icon="lock" tone={bothEncrypted ? 'info' : 'warning'}>
        {t(bothEncrypted ? 'diff.encrypted' : 'diff.switched')}
      </Notice>
      <div className="table-place">
        <table className="facts">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('diff.received')}</th>
              <th scope="col">{t('diff.size')}</th>
              <th scope="col">{t('diff.readable')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, version, kind }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{formats.short(new Date(version.receivedAt))}</td>
                <td>{formats.size(version.size)}</td>
                <td>{kind === 'encrypted' ? t('diff.no') : t('diff.yes')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
