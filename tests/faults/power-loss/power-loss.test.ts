import { expect, test } from 'vitest'
import { scaled } from '../scale.ts'
import { mutantNames } from './mutants.ts'
import { record, search } from './replay.ts'

const traces = scaled(1, 3)
const statesPerTrace = scaled(300, 5_000)

test(
  'whenever the power fails, all that was answered is there and all that is there is whole',
  async () => {
    let states = 0
    for (let run = 0; run < traces; run += 1) {
      const { tried, losses } = await search(await record('none'), statesPerTrace)
      expect(losses).toEqual([])
      states += tried
    }
    process.stdout.write(`power loss: ${states} disk states, nothing lost\n`)
    expect(states).toBeGreaterThanOrEqual(traces * Math.min(statesPerTrace, 3_000))
  },
  scaled(60_000, 1_200_000),
)

test.each(mutantNames)(
  'a hub with %s is found out',
  async (mutant) => {
    const { tried, losses } = await search(await record(mutant), 300, true)
    expect(losses, `${tried} states tried`).toHaveLength(1)
  },
  60_000,
)
