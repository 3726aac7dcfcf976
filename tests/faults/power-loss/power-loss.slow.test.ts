import { expect, test } from 'vitest'
import { figure } from '../../helpers/figures.ts'
import { scaled } from '../scale.ts'
import { mutantNames } from './mutants.ts'
import { record, search } from './replay.ts'

const states = scaled(120, 5_200)

// One workload has some 6,000 different disks; another does other things in another order.
test.each(scaled([1], [1, 2]))(
  'whenever the power fails, all that was answered is there and all that is there is whole: %i',
  async (variant) => {
    const what =
      'power loss: disk states of syncs, files, keys, removals, backup, restore, migration'
    const { tried, losses } = await search(await record('none', variant), {
      states,
      tell: (tried, lost) => figure(what, tried, lost),
    })
    expect(losses).toEqual([])
    expect(tried).toBe(states)
  },
  scaled(180_000, 3_600_000),
)

test.each(mutantNames)(
  'a hub with %s is found out',
  async (mutant) => {
    const { tried, losses } = await search(await record(mutant, 1), { states: 300, stop: true })
    expect(losses, `${tried} states tried`).toHaveLength(1)
    figure(`power loss: mutant with ${mutant}`, tried, 0, `caught in state ${tried}`)
  },
  120_000,
)
