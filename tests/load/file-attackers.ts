import { serve } from '../../bench/worker.ts'
import { answersOf, openStage, times } from './actors.ts'
import type { Attack } from './attackers.ts'
import { dripper, idleReader, lister, sender } from './file-actors.ts'

/** What others do to the files of a hub, in a process of its own. */
serve(async ({ url, seconds, accounts }: Attack) => {
  const stage = openStage(url, seconds)
  const keyOf = (account: number, app: number) => accounts[account]?.keys[app] ?? ''
  await Promise.all([
    ...times(30, (at) => sender(stage, keyOf(at % 6, 0), 10, `large-${at}`)),
    ...times(60, (at) => dripper(stage, keyOf(at % 6, 1))),
    ...times(60, (at) => idleReader(stage, keyOf(at % 6, 2), '/dav/large.bin')),
    ...times(6, (at) => lister(stage, keyOf(at % 6, 2))),
  ])
  return answersOf(stage)
})
