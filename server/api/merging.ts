import type { AppModule } from '../../app-modules/manifest.ts'
import { preferencesFor } from '../accounts/app-preferences.ts'
import { mergeTexts, sameContent } from '../merge/merge-texts.ts'
import type { MergeHints } from '../merge/outcome.ts'
import type { MergeSides } from '../slots/merge-by-hand.ts'
import type { SyncRequest } from '../slots/sync-request.ts'
import type { Account } from '../storage/store.ts'
import type { Decision } from './schemas/conflicts.ts'

/** What an app module says of the places of its export. */
const hintsOf = (module: AppModule): MergeHints => {
  const { identity, atomic } = module.merge ?? {}
  const { volatile } = module.export
  return { volatile, ...(identity && { identity }), ...(atomic && { atomic }) }
}

/** How a sync tells that two copies have parted; and how it merges them, where the person wants it. */
export function mergingFor(
  module: AppModule,
  account: Pick<Account, 'apps'> | undefined,
  largest: number,
): Pick<SyncRequest, 'same' | 'merging'> {
  if (module.export.format === 'bytes') return {}
  const hints = hintsOf(module)
  const same = (one: string, other: string) => sameContent(one, other, hints)
  if (!preferencesFor(account ?? {}, module.type).merge) return { same }
  return {
    same,
    merging: {
      merge(base, mine, theirs, newer) {
        const outcome = mergeTexts({ base, mine, theirs, newer, hints })
        // What is merged line by line may be nothing that the app can read.
        if (outcome.kind === 'refused' || outcome.format !== 'json') return undefined
        const { text, choices } = outcome
        // A device must be able to send it back.
        return Buffer.byteLength(text) > largest ? undefined : { text, choices: choices.length }
      },
      missed(sent, offered, upload) {
        const texts = { base: sent, mine: upload, theirs: offered }
        const outcome = mergeTexts({ ...texts, newer: 'mine', hints })
        if (outcome.kind === 'refused' || outcome.format !== 'json') return false
        const from = new Set(outcome.changes.map((change) => change.from))
        return from.has('theirs') && !from.has('both')
      },
    },
  }
}

/** Merges by the decisions of a person; what is in use is what was saved later. */
export const mergeSidesFor =
  (module: AppModule, decisions: readonly Decision[]): MergeSides =>
  (texts) => {
    if (module.export.format === 'bytes') return { kind: 'refused', reason: 'bytes' }
    return mergeTexts({
      ...texts,
      newer: 'theirs',
      hints: hintsOf(module),
      decisions: new Map(decisions.map(({ path, take }) => [path, take])),
    })
  }
