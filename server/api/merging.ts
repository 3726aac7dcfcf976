import type { AppModule } from '../../app-modules/manifest.ts'
import { preferencesFor } from '../accounts/app-preferences.ts'
import { HubError } from '../lib/errors.ts'
import { placesIn } from '../merge/check-paths.ts'
import { hintsOf } from '../merge/hints-of.ts'
import { mergeTexts, sameContent } from '../merge/merge-texts.ts'
import { currentVersion, readCurrent } from '../slots/history.ts'
import type { MergeSides } from '../slots/merge-by-hand.ts'
import { aligned, type PerDevice, perDeviceOf, type Texts } from '../slots/per-device.ts'
import type { SyncRequest } from '../slots/sync-request.ts'
import type { Account, SlotId, Store } from '../storage/store.ts'
import type { Decision } from './schemas/conflicts.ts'

type Preferring = Pick<Account, 'apps'> | undefined

/** What stays on each device; undefined where a person has marked nothing. */
export function perDeviceFor(module: AppModule, account: Preferring): PerDevice | undefined {
  const { perDevice = [] } = preferencesFor(account ?? {}, module.type)
  if (perDevice.length === 0 || module.export.format === 'bytes') return undefined
  return perDeviceOf(perDevice, hintsOf(module))
}

/** How a sync tells that two copies have parted; and how it merges them, where the person wants it. */
export function mergingFor(
  module: AppModule,
  account: Preferring,
  largest: number,
): Pick<SyncRequest, 'same' | 'merging' | 'perDevice'> {
  if (module.export.format === 'bytes') return {}
  const hints = hintsOf(module)
  const perDevice = perDeviceFor(module, account)
  const shared = (text: string) => perDevice?.split(text)?.shared ?? text
  const same = (one: string, other: string) => sameContent(shared(one), shared(other), hints)
  const rules = { same, ...(perDevice && { perDevice }) }
  if (!preferencesFor(account ?? {}, module.type).merge) return rules
  const align = (texts: Texts) => (perDevice ? aligned(perDevice, texts, 'mine') : texts)
  return {
    ...rules,
    merging: {
      merge(base, mine, theirs, newer) {
        const outcome = mergeTexts({ ...align({ base, mine, theirs }), newer, hints })
        // What is merged line by line may be nothing that the app can read.
        if (outcome.kind === 'refused' || outcome.format !== 'json') return undefined
        const { text, choices } = outcome
        // A device must be able to send it back.
        return Buffer.byteLength(text) > largest ? undefined : { text, choices: choices.length }
      },
      missed(sent, offered, upload) {
        const texts = align({ base: sent, mine: upload, theirs: offered })
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
  (module: AppModule, account: Preferring, decisions: readonly Decision[]): MergeSides =>
  (texts) => {
    if (module.export.format === 'bytes') return { kind: 'refused', reason: 'bytes' }
    const perDevice = perDeviceFor(module, account)
    return mergeTexts({
      ...(perDevice ? aligned(perDevice, texts, 'theirs') : texts),
      newer: 'theirs',
      hints: hintsOf(module),
      decisions: new Map(decisions.map(({ path, take }) => [path, take])),
    })
  }

/**
 * Refuses what cannot stay on each device. What a path finds is looked at in what is current; one
 * that finds nothing yet may find something later.
 */
export async function checkPerDevice(
  store: Store,
  id: SlotId,
  module: AppModule,
  paths: readonly string[],
): Promise<void> {
  if (module.export.format === 'bytes') throw new HubError('per_device_no_json')
  const current = await currentVersion(store, id)
  if (!current) return
  if (current.type === 'bytes') throw new HubError('per_device_no_json')
  const { settings } = await readCurrent(store, id)
  const found = placesIn(settings.text, paths, hintsOf(module))
  if (!found) throw new HubError('per_device_no_json')
  if (found.inList !== undefined) throw new HubError('per_device_in_list', { path: found.inList })
}
