import type { StoreOptions } from '../../server/storage/lowdb/open.ts'

/** Takes the syncs of files and folders away: for tests of anything but power cuts. */
export const noSyncs: NonNullable<StoreOptions['syncs']> = {
  file: async () => {},
  folder: async () => {},
}
