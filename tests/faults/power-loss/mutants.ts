import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { realSyncs, type Syncs } from '../../../server/storage/lowdb/syncs.ts'

/** Ways to get the syncs wrong; the tests must notice each of them. */
export type Mutant = 'none' | keyof typeof mutants

/** Syncs, but only after the answer went out. */
function late(path: string): Promise<void> {
  setTimeout(async () => {
    const handle = await open(path, 'r').catch(() => undefined)
    await handle?.sync()
    await handle?.close()
  }, 5)
  return Promise.resolve()
}

/** Large content of a file while it comes in; and the folder that every file has its own folder in. */
const isContent = (path: string) => path.endsWith('.part')
const isFilesFolder = (path: string) => basename(path) === 'files'

const mutants = {
  'no file sync': { file: async () => {} },
  'no folder sync': { folder: async () => {} },
  'answer before the file sync': { file: (_, path) => late(path) },
  'answer before the folder sync': { folder: (path) => late(path) },
  'no sync of the content of files': {
    file: (handle, path) => (isContent(path) ? Promise.resolve() : realSyncs.file(handle, path)),
  },
  'no sync of the folder above a new file': {
    folder: (path, handle) =>
      isFilesFolder(path) ? Promise.resolve() : realSyncs.folder(path, handle),
  },
  'answer before the content of files is synced': {
    file: (handle, path) => (isContent(path) ? late(path) : realSyncs.file(handle, path)),
  },
} satisfies Record<string, Partial<Syncs>>

export const mutantNames = Object.keys(mutants) as (keyof typeof mutants)[]

export const syncsOf = (mutant: Mutant): Syncs =>
  mutant === 'none' ? realSyncs : { ...realSyncs, ...mutants[mutant] }
