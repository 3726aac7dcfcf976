import type { Migrated } from './migrations.ts'

/** What a start did to a folder of an earlier hub, for a person who may want to go back. */
export const migrationText = ({ from, to, steps, kept }: Migrated): string =>
  `The data folder was brought from schema ${from} to ${to}: it ${steps.join('; it ')}. The documents ` +
  `from before are kept in ${kept}. An earlier hub refuses this folder; docs/updating.md says how to go back.`
