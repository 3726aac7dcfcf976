import { inTurn } from '../lib/in-turn.ts'
import type { LinkLog } from './link.ts'
import type { LinksFile } from './links-file.ts'
import { beginning, type Progress } from './progress.ts'

/** How far each link has come, kept against crashes. */
export interface ProgressStore {
  get(id: string): Progress
  /** Never rejects: without it the timestamps decide. */
  set(id: string, progress: Progress): Promise<void>
  /** Forgets all others. */
  keepOnly(ids: readonly string[]): void
  save(): Promise<void>
}

/** @param onChange called when what people see has changed */
export async function openProgressStore(
  file: LinksFile,
  log: LinkLog,
  onChange: () => void,
): Promise<ProgressStore> {
  const all = new Map(await file.readProgress())
  const save = () =>
    inTurn(all, () => file.writeProgress(all)).catch((err) =>
      log.error({ err }, 'what is known of the linked files cannot be kept'),
    )
  return {
    get: (id) => all.get(id) ?? beginning,
    async set(id, progress) {
      all.set(id, progress)
      // That something is under way is of no use to anybody later.
      if (progress.state !== 'syncing') await save()
      onChange()
    },
    keepOnly(ids) {
      for (const id of all.keys()) if (!ids.includes(id)) all.delete(id)
    },
    save,
  }
}
