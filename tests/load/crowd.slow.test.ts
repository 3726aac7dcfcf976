import { expect, test } from 'vitest'
import { median } from '../../bench/statistics.ts'
import { figure } from '../helpers/figures.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { answersOf, honest, openStage, statusesOf } from './actors.ts'
import { letLoose, watchMemory } from './beside.ts'
import type { Crowd } from './crowd.ts'
import { startLoadedHub } from './loaded-hub.ts'

const isFull = process.env.SECURITY === 'full'
const seconds = isFull ? 60 : 6
const MB = 1e6

test(
  `${seconds} s of 1,000 connections and 500 streams that are only there: little memory, and no more of it`,
  async () => {
    const hub = await startLoadedHub(await temporaryFolder(), 20, 5)
    const keys = hub.accounts.flatMap((account) => account.keys)
    const crowd: Crowd = { url: hub.url, seconds, keys }
    const there = letLoose('crowd.ts', crowd)
    const memory = watchMemory(hub.pid)
    // So that the streams have something to tell.
    const stage = openStage(hub.url, seconds)
    const latencies = await Promise.all(keys.slice(0, 20).map((key) => honest(stage, key, 300)))
    const statuses = statusesOf(...(await there), ...answersOf(stage))
    const seen = memory()
    const peak = Math.max(0, ...seen)

    // By the second third all are there, and what is compiled on first use is compiled.
    const third = Math.floor(seen.length / 3)
    const [before, after] = [median(seen.slice(third, 2 * third)), median(seen.slice(2 * third))]
    const told = `at most ${(peak / MB).toFixed(0)} MB; last third to the one before ${(after / before).toFixed(2)}`
    process.stdout.write(`${told}; ${JSON.stringify(statuses)}\n`)
    figure('load: 1,000 idle connections and 500 streams', seen.length, 0, told)
    expect(Object.keys(statuses.idle ?? {})).toEqual(['200'])
    expect(statuses.stream).toEqual({ 200: 500 })
    expect(statuses.honest).toEqual({ 200: latencies.flat().length })
    expect(peak).toBeLessThan(200 * MB)
    if (isFull) expect(after / before).toBeLessThan(1.1)
  },
  60_000 + seconds * 3_000,
)
