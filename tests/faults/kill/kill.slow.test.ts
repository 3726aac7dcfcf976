import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { figure } from '../../helpers/figures.ts'
import { scaled } from '../scale.ts'
import { whatIsLost } from './check.ts'
import { type ChildHub, childHubs } from './child-hub.ts'
import { newFolder } from './new-folder.ts'
import { type Answer, type Log, type Slot, write } from './writers.ts'

const kills = scaled(8, 1_000)
/** A folder is used until its histories get long. */
const killsPerFolder = scaled(8, 20)

/** Lets the writers write until they have got far enough, and for a moment more. */
async function writeUntilKilled(
  hub: ChildHub,
  slots: readonly Slot[],
  isEnough = (answers: readonly Answer[]) => answers.length > 0,
  owners = 1,
): Promise<Log> {
  const log: Log = { answers: [], asked: [] }
  const written = write(hub, slots, log, owners)
  await expect.poll(() => isEnough(log.answers), { timeout: 10_000, interval: 5 }).toBe(true)
  await wait(30 + Math.random() * 150)
  await hub.kill()
  await written
  return log
}

test.each(Array.from({ length: kills / killsPerFolder }, (_, index) => index * killsPerFolder))(
  `a hub that is killed ${killsPerFolder} times has lost nothing that it answered, from kill %i on`,
  async () => {
    const startHub = childHubs()
    const place = await newFolder()
    const starts: number[] = []
    const all: Log = { answers: [], asked: [] }
    for (let round = 0; round < killsPerFolder; round += 1) {
      const hub = await startHub(place.folder)
      expect(hub.problem).toBeUndefined()
      starts.push(hub.bootMs)
      const log = await writeUntilKilled(hub, place.slots)
      all.answers.push(...log.answers)
      all.asked.push(...log.asked)
      // Also what was answered before earlier kills.
      expect(await whatIsLost(place.folder, all)).toEqual([])
    }
    const middle = Math.round(starts.sort((a, b) => a - b)[starts.length >> 1] ?? 0)
    const note = `half of the last starts within ${middle} ms`
    figure(
      'crash: kills while devices sync, and keys and accounts come and go',
      killsPerFolder,
      0,
      note,
    )
    figure('crash: answers before those kills, each looked for afterwards', all.answers.length)
    expect(all.answers.length).toBeGreaterThanOrEqual(killsPerFolder)
  },
  120_000,
)

async function twoHubs(lock?: false) {
  const { folder, slots } = await newFolder()
  const startHub = childHubs()
  const first = await startHub(folder, lock)
  const second = await startHub(folder, lock)
  const running = [first, second].filter(({ problem }) => !problem)
  const isEnough = (answers: readonly Answer[]) =>
    answers.filter(({ on }) => on === 'key').length >= 8
  const logs = await Promise.all(running.map((hub) => writeUntilKilled(hub, slots, isEnough, 4)))
  const log = {
    answers: logs.flatMap(({ answers }) => answers),
    asked: logs.flatMap(({ asked }) => asked),
  }
  return { second, lost: await whatIsLost(folder, log) }
}

test('a second hub on the same folder says at once that there is one', async () => {
  const { second, lost } = await twoHubs()
  expect(second.problem).toMatch(/in use by another hub \(process \d+ on .*Stop that hub first/s)
  expect(second.bootMs).toBeLessThan(2_000)
  expect(lost).toEqual([])
}, 20_000)

test('two hubs on one folder without its lock lose what they answered, and that is noticed', async () => {
  const { second, lost } = await twoHubs(false)
  expect(second.problem).toBeUndefined()
  expect(lost).not.toEqual([])
  figure('crash: mutant without the lock', 1, 0, 'caught')
}, 20_000)
