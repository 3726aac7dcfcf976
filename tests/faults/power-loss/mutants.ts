import { open } from 'node:fs/promises'
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

const mutants = {
  'no file sync': { file: async () => {} },
  'no folder sync': { folder: async () => {} },
  'answer before the file sync': { file: (_, path) => late(path) },
  'answer before the folder sync': { folder: (path) => late(path) },
} satisfies Record<string, Partial<Syncs>>

export const mutantNames = Object.keys(mutants) as (keyof typeof mutants)[]

export const syncsOf = (mutant: Mutant): Syncs =>
  mutant === 'none' ? realSyncs : { ...realSyncs, ...mutants[mutant] }
