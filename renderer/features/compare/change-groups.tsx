import type { ReactNode } from 'react'
import { useSpeech } from '../../texts/speech.tsx'
import { Paged } from '../../ui/paged.tsx'
import { ChangeRow } from './change-row.tsx'
import type { Change } from './diff/compare.ts'
import { groupChanges } from './diff/group-changes.ts'
import { readable } from './diff/words.ts'

/** More rows than this make a page slow and help nobody. */
const page = 200

export interface ChangeGroupsProps {
  changes: readonly Change[]
  /** What can be done about a change. */
  actionFor?: ((change: Change) => ReactNode) | undefined
}

/** Every change, under the key that it belongs to. */
export function ChangeGroups({ changes, actionFor }: ChangeGroupsProps) {
  const { t } = useSpeech()
  return (
    <Paged total={changes.length} page={page} label={(n) => t('diff.more', { n })}>
      {(shown) =>
        groupChanges(changes.slice(0, shown)).map(({ key, rows }) => (
          <section key={key} className="change-group">
            <h2 title={key}>{key === '' ? t('diff.root') : readable(key)}</h2>
            <ul>
              {rows.map(({ labels, change }) => (
                <ChangeRow
                  key={rowKey(change)}
                  {...{ labels, change }}
                  action={actionFor?.(change)}
                />
              ))}
            </ul>
          </section>
        ))
      }
    </Paged>
  )
}

const rowKey = ({ kind, path }: Change) => JSON.stringify([kind, path.map(({ key }) => key)])
