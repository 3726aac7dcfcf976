import type { Version } from '../../../../server/api/schemas/history.ts'
import { VersionFacts } from '../version-facts.tsx'

/** What can be told of two versions that cannot be read here. */
export function SizeAndHash({ before, after }: { before: Version; after: Version }) {
  const hashOf = ({ contentId }: Version) => <code className="hash">{contentId}</code>
  const more = { title: 'SHA-256', before: hashOf(before), after: hashOf(after) }
  return <VersionFacts before={before} after={after} more={more} />
}
