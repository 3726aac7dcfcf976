import { serve } from '../../bench/worker.ts'
import { answersOf, idle, openStage, stream, times } from './actors.ts'

/** Those who are only there: connections that ask for little, and streams that are read. */
export interface Crowd {
  readonly url: string
  readonly seconds: number
  readonly keys: readonly string[]
}

serve(async ({ url, seconds, keys }: Crowd) => {
  const stage = openStage(url, seconds)
  await Promise.all([
    ...times(500, (at) => stream(stage, keys[at % keys.length] ?? '', true)),
    ...times(1_000, () => idle(stage)),
  ])
  return answersOf(stage)
})
