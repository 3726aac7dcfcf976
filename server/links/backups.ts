import { constants, copyFile, link, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** How the backups of a file are named. */
export interface BackupNames {
  /** What follows the name of the file, for the first try and those after it. */
  ending(attempt: number): string
  /** How many are kept, the newest; all unless said. The endings must then sort by age. */
  readonly max?: number
}

/** `.bak`, `.2.bak`, …: all are kept. */
export const countedNames: BackupNames = {
  ending: (attempt) => (attempt === 1 ? '.bak' : `.${attempt}.bak`),
}

/** `.20260131-120000.bak`, by the moment in UTC: only so many are kept. */
export const datedNames = (now: number, max: number): BackupNames => ({
  ending(attempt) {
    const [day = '', time = ''] = new Date(now)
      .toISOString()
      .replaceAll(/[-:]|\..*/g, '')
      .split('T')
    return `.${day}-${time}${attempt === 1 ? '' : `-${attempt}`}.bak`
  },
  max,
})

const dated = /^\.\d{8}-\d{6}(?:-(\d+))?\.bak$/

/** Gives a file a second name that is free; where that cannot be, makes a copy. @returns its path */
export async function keepBeside(file: string, names: BackupNames): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const backup = `${file}${names.ending(attempt)}`
    try {
      await link(file, backup).catch((error) => {
        if (error.code === 'EEXIST') throw error
        return copyFile(file, backup, constants.COPYFILE_EXCL)
      })
      return backup
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Removes the oldest of the dated backups of a file, and no other file. */
export async function thinOut(file: string, { max }: BackupNames): Promise<void> {
  if (max === undefined) return
  const folder = dirname(file)
  const endingOf = (name: string) => name.slice(basename(file).length)
  const backups = (await readdir(folder))
    .filter((name) => name.startsWith(basename(file)) && dated.test(endingOf(name)))
    .sort((a, b) => ageOf(endingOf(a)).localeCompare(ageOf(endingOf(b))))
  for (const name of backups.slice(0, Math.max(0, backups.length - max))) {
    await rm(join(folder, name), { force: true })
  }
}

/** As text that sorts: the moment, then the count within the second. */
const ageOf = (ending: string) =>
  `${ending.slice(1, 16)}${(dated.exec(ending)?.[1] ?? '1').padStart(6, '0')}`
