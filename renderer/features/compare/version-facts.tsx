import type { ReactNode } from 'react'
import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'

interface VersionFactsProps {
  before: Version
  after: Version
  /** The last column: its title, and what stands in it. */
  more: { title: string; before: ReactNode; after: ReactNode }
}

/** What can be told of two versions that cannot be compared by what is in them. */
export function VersionFacts({ before, after, more }: VersionFactsProps) {
  const { t, formats } = useSpeech()
  const rows = [
    { label: t('compare.older'), version: before, last: more.before },
    { label: t('compare.newer'), version: after, last: more.after },
  ]
  return (
    <div className="table-place">
      <table className="facts">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('diff.received')}</th>
            <th scope="col">{t('diff.size')}</th>
            <th scope="col">{more.title}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, version, last }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{formats.short(new Date(version.receivedAt))}</td>
              <td>{formats.size(version.size)}</td>
              <td>{last}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
