import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { figure } from '../../helpers/figures.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { scaled } from '../scale.ts'
import { children } from './child-hub.ts'
import { stepsIn, whatIsHalf } from './steps-check.ts'

/*
 * Kills while people are invited, come by a provider, connect devices, are removed, and while apps
 * come and go: each of these is there as a whole afterwards, or not at all.
 */

const kills = scaled(6, 300)
const timeout = scaled(120_000, 3_600_000)

/** Kills a hub at some moment, in the set-up every third time. @returns what is half there */
async function killOnce(
  start: ReturnType<typeof children>,
  root: string,
  round: number,
  mutant = 'none',
) {
  const folder = join(root, String(round))
  const log = join(root, `${round}.log`)
  const child = await start({ folder, log, mutant })
  if (round % 3 === 2) await expect.poll(() => readdir(folder).catch(() => [])).toContain('db')
  else await child.answer
  await wait(round % 3 === 2 ? Math.random() * 150 : 100 + Math.random() * 400)
  await child.kill()
  const steps = await stepsIn(log)
  const half = await whatIsHalf(folder, steps)
  const openIntents = (await readdir(join(folder, 'intents')).catch(() => [])).length
  await rm(folder, { recursive: true })
  return { half, openIntents, steps: steps.filter(({ at }) => at === 'answered').length }
}

test(
  'killed in the middle of steps that span documents, a hub has done each of them or not',
  async () => {
    const start = children('steps.ts')
    const root = await temporaryFolder()
    let answered = 0
    for (let round = 0; round < kills; round += 1) {
      const { half, openIntents, steps } = await killOnce(start, root, round)
      expect({ half, openIntents }).toEqual({ half: [], openIntents: 0 })
      answered += steps
    }
    expect(answered).toBeGreaterThan(kills)
    const note = `${answered.toLocaleString('en')} steps answered`
    figure('crash: kills in steps that span documents', kills, 0, note)
  },
  timeout,
)

test(
  'a hub that writes several documents without an intent leaves halves, and that is noticed',
  async () => {
    const start = children('steps.ts')
    const root = await temporaryFolder()
    const found: string[] = []
    for (let round = 0; found.length === 0 && round < 60; round += 1) {
      found.push(...(await killOnce(start, root, round * 3, 'no intent')).half)
    }
    expect(found).not.toEqual([])
    figure('crash: mutant without the intents of changes', 1, 0, 'caught')
  },
  timeout,
)
