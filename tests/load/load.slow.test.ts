import { expect, test } from 'vitest'
import { figure } from '../helpers/figures.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { answersOf, honest, note, openStage, statusesOf, times } from './actors.ts'
import type { Attack } from './attackers.ts'
import { letLoose, watchMemory } from './beside.ts'
import { startLoadedHub } from './loaded-hub.ts'

const isFull = process.env.SECURITY === 'full'
const seconds = isFull ? 60 : 6
const MiB = 1024 ** 2
/** More than this the hub does not take; much of it is not yet collected. */
const mostMemory = 650 * MiB
/** The short run is one test among others, on a machine that does all of them at once. */
const longestWait = isFull ? 250 : 3_000

test(
  `${seconds} s of 1,000 connections, 500 streams, slow senders, slow readers and 10 MiB bodies`,
  async () => {
    const hub = await startLoadedHub(await temporaryFolder(), 40, 5)
    const stage = openStage(hub.url, seconds)
    const attack: Attack = { url: hub.url, seconds, accounts: hub.accounts }
    const attackers = letLoose('attackers.ts', attack)
    const memory = watchMemory(hub.pid)
    const devices = times(20, (at) => {
      const key = hub.accounts[30 + (at % 10)]?.keys[Math.floor(at / 10)] ?? ''
      return honest(stage, key, 300)
    })
    const latencies = (await Promise.all(devices)).flat().sort((a, b) => a - b)
    const attacked = await attackers
    const peak = Math.max(0, ...memory())
    note(stage, 'after', (await fetch(`${hub.url}/health`)).status)

    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
    const answers = [...attacked, ...answersOf(stage)]
    const statuses = statusesOf(...answers)
    const total = answers.flatMap(([, counts]) => counts).reduce((sum, [, n]) => sum + n, 0)
    const told = `honest p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms; hub at most ${(peak / MiB).toFixed(0)} MiB`
    figure('load: 1,000 connections, 500 streams, slow ones, 10 MiB bodies', total, 0, told)
    process.stdout.write(`${told}; ${JSON.stringify(statuses)}\n`)

    expect(statuses.honest).toEqual({ 200: latencies.length })
    expect(Object.keys(statuses['honest and large'] ?? {})).toEqual(['200'])
    expect(statuses.after).toEqual({ 200: 1 })
    expect(statuses.stream).toEqual({ 200: 500 })
    expect(peak).toBeLessThan(mostMemory)
    expect(at(0.99)).toBeLessThan(longestWait)
  },
  60_000 + seconds * 3_000,
)
