import type { Version } from '../../../server/api/schemas/history.ts'
import { links } from '../../api/calls.ts'
import { calls, refresh } from '../../state/hub.ts'
import { mergePath } from '../conflicts/conflict-calls.ts'
import { comparePath } from './compare-path.ts'

/** A version to go back to. */
export type Target = Pick<Version, 'version' | 'mark'>

/** What can be done with the versions of a slot: an app's settings, or one of its files. */
export interface SlotActions {
  /** Tells it from all others. */
  readonly id: string
  /** Where the window shows what changed from one version to another. */
  comparePath(older: number, newer: number): string
  /** Where changes that were made at the same time are brought together; files have none. */
  mergePath?(version: number): string
  /** The address of a version as a file. */
  download(version: number): string
  makeCurrent(target: Target): Promise<unknown>
  refresh(): Promise<void>
}

export const settingsActions = (app: string): SlotActions => ({
  id: app,
  comparePath: (older, newer) => comparePath(app, older, newer),
  mergePath: (version) => mergePath(app, version),
  download: (version) => links.versionFile(app, version),
  makeCurrent: ({ version }) => calls.restore(app, version),
  refresh: () => refresh.slot(app),
})
