import { stat } from 'node:fs/promises'
import { layoutOf } from '../storage/lowdb/layout.ts'
import { restorePlaces } from '../storage/lowdb/restore-swap.ts'

/** Whether a folder holds a hub, or one that is being made or restored. What cannot be read may. */
export async function holdsHub(folder: string): Promise<boolean> {
  const layout = layoutOf(folder)
  const { lock, db, nextDb, slots } = layout
  const { next, moving, old } = restorePlaces(layout)
  const found = await Promise.all([lock, db, nextDb, slots, next, moving, old].map(mayBeThere))
  return found.includes(true)
}

const mayBeThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  )
