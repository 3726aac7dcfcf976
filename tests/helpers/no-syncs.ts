import type { Syncs } from '../../server/storage/lowdb/disk.ts'

/** Takes the syncs of files and folders away: for tests of anything but power cuts. */
export const noSyncs: Syncs = { file: async () => {}, folder: async () => {} }
