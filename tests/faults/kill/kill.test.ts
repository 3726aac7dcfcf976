import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { createKey } from '../../../server/accounts/keys.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { scaled } from '../scale.ts'
import { whatIsLost } from './check.ts'
import { type ChildHub, childHubs } from './child-hub.ts'
import { type Answer, type Log, type Slot, write } from './writers.ts'

const kills = scaled(10, 1_000)
/** A folder is used until its histories get long. */
const killsPerFolder = 20

async function newFolder(): Promise<{ folder: string; slots: Slot[] }> {
  const folder = join(await temporaryFolder(), 'data')
  const store = await openStore({ folder, now: Date.now })
  const slots: Slot[] = []
  for (const name of ['Ada', 'Grace']) {
    const account = await createAccount(store, name, 'owner', 0)
    for (const app of ['thunder', 'vimium']) {
      const { text } = await createKey(store, { account, app, name: app }, 0)
      slots.push({ name: `${account.id}/${app}`, key: text })
    }
  }
  await store.close()
  return { folder, slots }
}

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

test(
  `a hub that is killed ${kills} times has lost nothing that it answered`,
  async () => {
    const startHub = childHubs()
    let place = await newFolder()
    let answers = 0
    let slowest = 0
    for (let round = 0; round < kills; round += 1) {
      if (round % killsPerFolder === killsPerFolder - 1) place = await newFolder()
      const hub = await startHub(place.folder)
      expect(hub.problem).toBeUndefined()
      const log = await writeUntilKilled(hub, place.slots)
      expect(await whatIsLost(place.folder, log)).toEqual([])
      answers += log.answers.length
      slowest = Math.max(slowest, hub.bootMs)
    }
    process.stdout.write(`kill: ${kills} kills, ${answers} answers, nothing lost\n`)
    expect(answers).toBeGreaterThan(kills * 10)
    expect(slowest).toBeLessThan(2_000)
  },
  scaled(60_000, 3_600_000),
)

async function twoHubs(mutant: string) {
  const { folder, slots } = await newFolder()
  const startHub = childHubs()
  const first = await startHub(folder, mutant)
  const second = await startHub(folder, mutant)
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
  const { second, lost } = await twoHubs('none')
  expect(second.problem).toMatch(/in use by another hub \(process \d+ on .*Stop that hub first/s)
  expect(second.bootMs).toBeLessThan(2_000)
  expect(lost).toEqual([])
}, 20_000)

test('two hubs on one folder without its lock lose what they answered, and that is noticed', async () => {
  const { second, lost } = await twoHubs('no lock')
  expect(second.problem).toBeUndefined()
  expect(lost).not.toEqual([])
}, 20_000)
