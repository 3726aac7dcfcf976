import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { figure } from '../../helpers/figures.ts'
import type { FilesEvent } from '../file-states.ts'
import { scaled } from '../scale.ts'
import { whatIsLost } from './check.ts'
import { type ChildHub, childHubs } from './child-hub.ts'
import { newFolder } from './new-folder.ts'
import { type Answer, emptyLog, type Log, type Slot, type Writers, write } from './writers.ts'

const kills = scaled(8, 1_000)
/** A folder is used until its histories get long. */
const killsPerFolder = scaled(8, 20)

const answered = (files: readonly FilesEvent[]) => files.filter(({ kind }) => kind === 'answered')

/** The first request takes a hub longest; from then on the kills come anywhere. */
const isAnswered = (files: readonly FilesEvent[]) => answered(files).length > 3

/** Lets the writers write until they have got far enough, and for a moment more. */
async function writeUntilKilled(
  hub: ChildHub,
  slots: readonly Slot[],
  writers: Writers = { owners: 1, files: 4 },
  isEnough = ({ answers, files }: Log) => answers.length > 0 && isAnswered(files),
): Promise<Log> {
  const log = emptyLog()
  const written = write(hub, slots, log, writers)
  await expect.poll(() => isEnough(log), { timeout: 30_000, interval: 5 }).toBe(true)
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
    const all = emptyLog()
    for (let round = 0; round < killsPerFolder; round += 1) {
      const hub = await startHub(place.folder)
      expect(hub.problem).toBeUndefined()
      starts.push(hub.bootMs)
      const log = await writeUntilKilled(hub, place.slots)
      all.answers.push(...log.answers)
      all.asked.push(...log.asked)
      all.files.push(...log.files)
      // Also what was answered before earlier kills.
      expect(await whatIsLost(place.folder, all)).toEqual([])
    }
    const middle = Math.round(starts.sort((a, b) => a - b)[starts.length >> 1] ?? 0)
    const note = `half of the last starts within ${middle} ms`
    figure(
      'crash: kills while devices sync and keep files, and keys and accounts come and go',
      killsPerFolder,
      0,
      note,
    )
    const ofFiles = answered(all.files).length
    figure('crash: answers before those kills, each looked for afterwards', all.answers.length)
    figure('crash: files put, moved and deleted before those kills, each read afterwards', ofFiles)
    expect(all.answers.length).toBeGreaterThanOrEqual(killsPerFolder)
    expect(ofFiles).toBeGreaterThanOrEqual(killsPerFolder)
  },
  240_000,
)

const isOnKey = ({ on }: Answer) => on === 'key'

async function twoHubs(lock?: false) {
  const { folder, slots } = await newFolder()
  const startHub = childHubs()
  const first = await startHub(folder, lock)
  const second = await startHub(folder, lock)
  const running = [first, second].filter(({ problem }) => !problem)
  const isEnough = ({ answers }: Log) => answers.filter(isOnKey).length >= 8
  const writers = { owners: 4, files: 0 }
  const logs = await Promise.all(
    running.map((hub) => writeUntilKilled(hub, slots, writers, isEnough)),
  )
  const log: Log = {
    answers: logs.flatMap(({ answers }) => answers),
    asked: logs.flatMap(({ asked }) => asked),
    files: [],
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
