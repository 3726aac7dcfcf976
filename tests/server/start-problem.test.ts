import { expect, test } from 'vitest'
import { startProblem } from '../../server/start-problem.ts'
import { writeError } from '../../server/storage/file-errors.ts'
import { openStore } from '../../server/storage/lowdb/open.ts'
import { newFolder, noSyncs, systemError, testNow } from './storage/lowdb/support.ts'

test('a start on a full disk is told in one sentence', async () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const full = systemError(code)
    for (const error of [full, writeError(full)]) {
      expect(startProblem(error)).toMatch(/disk of the hub is full/)
      expect(startProblem(error)).not.toContain('\n')
    }
    const syncs = { ...noSyncs, file: () => Promise.reject(full) }
    const folder = await newFolder()
    const error = await openStore({ folder, now: () => testNow, syncs }).catch((reason) => reason)
    expect(startProblem(error)).toMatch(/full/)
    expect(startProblem(error)).not.toContain('\n')
  }
})

test('a start on a disk that takes no writes is told in one sentence', async () => {
  const syncs = { ...noSyncs, file: () => Promise.reject(systemError('EROFS')) }
  const folder = await newFolder()
  const error = await openStore({ folder, now: () => testNow, syncs }).catch((reason) => reason)
  expect(startProblem(error)).toContain('EROFS')
  expect(startProblem(error)).not.toContain('\n')
})
