import { serve } from '../../bench/worker.ts'
import {
  answersOf,
  big,
  idle,
  openStage,
  slowReader,
  slowSender,
  stranger,
  stream,
  times,
} from './actors.ts'
import type { Account } from './loaded-hub.ts'

/** Everything that is done to the hub by others, in a process of its own. */
export interface Attack {
  readonly url: string
  readonly seconds: number
  readonly accounts: readonly Account[]
}

const MiB = 1024 ** 2

serve(async ({ url, seconds, accounts }: Attack) => {
  const stage = openStage(url, seconds)
  const keyOf = (account: number, app: number) => accounts[account]?.keys[app] ?? ''
  await Promise.all([
    // Five streams a key: 100 keys of the first 20 accounts.
    ...times(500, (at) => stream(stage, keyOf(at % 20, Math.floor(at / 20) % 5), at % 10 !== 0)),
    ...times(1_000, () => idle(stage)),
    // One whose export is as large as may be, among six who do what they can.
    big(stage, keyOf(31, 4), 10 * MiB, 'honest and large'),
    ...times(24, (at) => big(stage, keyOf(20 + (at % 6), 0), 10 * MiB)),
    ...times(60, (at) => slowSender(stage, keyOf(22 + (at % 4), 1), 10 * MiB)),
    ...times(60, (at) => slowReader(stage, keyOf(20 + (at % 4), 0))),
    ...times(4, (at) => stranger(stage, keyOf(26 + at, 0), 11 * MiB)),
    ...times(4, () => stranger(stage, '', 10 * MiB)),
  ])
  return answersOf(stage)
})
