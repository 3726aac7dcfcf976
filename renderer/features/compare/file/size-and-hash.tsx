import type { Version } from '../../../../server/api/schemas/history.ts'
import { useSpeech } from '../../../texts/speech.tsx'

/** What can be told of two versions that cannot be read here. */
export function SizeAndHash({ before, after }: { before: Version; after: Version }) {
  const { t, formats } = useSpeech()
  const rows = [
    { label: t('compare.older'), version: before },
    { label: t('compare.newer'), version: after },
  ]
  return (
    <div className="table-place">
      <table className="facts">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('diff.received')}</th>
            <th scope="col">{t('diff.size')}</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, version }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{formats.short(new Date(version.receivedAt))}</td>
              <td>{formats.size(version.size)}</td>
              <td>
                <code className="hash">{version.contentId}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
