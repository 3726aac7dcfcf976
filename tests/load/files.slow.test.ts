import { Agent } from 'node:http'
import { expect, test } from 'vitest'
import { figure } from '../helpers/figures.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { answersOf, honest, note, openStage, statusesOf, times } from './actors.ts'
import type { Attack } from './attackers.ts'
import { letLoose, watchMemory } from './beside.ts'
import { ask, honestFiles } from './file-actors.ts'
import { startLoadedHub } from './loaded-hub.ts'

const isFull = process.env.SECURITY === 'full'
const seconds = isFull ? 60 : 6
const MiB = 1024 ** 2
const mostMemory = 650 * MiB
// What waits is the disk, which all of them write to: the short form only sees that nobody hangs.
const longestWait = isFull ? 6_000 : 30_000

test(
  `${seconds} s of large files, files that drip, readers that stop and lists of 1,000 files`,
  async () => {
    const hub = await startLoadedHub(await temporaryFolder(), 12, 3)
    const before = openStage(hub.url, 600)
    const agent = new Agent({ keepAlive: true, maxSockets: 4 })
    const fill = async (at: number) => {
      const key = hub.accounts[at]?.keys[2] ?? ''
      const large = times(10, () => Buffer.alloc(MiB, 'y'))
      expect(await ask(before, agent, key, 'PUT', '/dav/large.bin', large)).toBe(201)
      for (let file = 0; file < (at === 0 ? 1_000 : 10); file += 1) {
        await ask(before, agent, key, 'PUT', `/dav/${file}.json`, [Buffer.from(`{"at":${file}}`)])
      }
    }
    await Promise.all(times(6, fill))

    const stage = openStage(hub.url, seconds)
    const attack: Attack = { url: hub.url, seconds, accounts: hub.accounts }
    const attackers = letLoose('file-attackers.ts', attack)
    const memory = watchMemory(hub.pid)
    const keyOf = (at: number, app: number) => hub.accounts[6 + (at % 6)]?.keys[app] ?? ''
    const [devices, managers] = await Promise.all([
      Promise.all(times(6, (at) => honest(stage, keyOf(at, 0), 300))),
      Promise.all(times(6, (at) => honestFiles(stage, keyOf(at, 1), 300))),
    ])
    const latencies = [...devices, ...managers].flat().sort((a, b) => a - b)
    const attacked = await attackers
    const peak = Math.max(0, ...memory())
    note(stage, 'after', (await fetch(`${hub.url}/health`)).status)
    agent.destroy()

    const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0
    const answers = [...attacked, ...answersOf(stage)]
    const statuses = statusesOf(...answers)
    const total = answers.flatMap(([, counts]) => counts).reduce((sum, [, n]) => sum + n, 0)
    const told = `honest p99 ${p99.toFixed(0)} ms; hub at most ${(peak / MiB).toFixed(0)} MiB`
    figure('load: files that are large, drip, are not read, and lists of them', total, 0, told)
    process.stdout.write(`${told}; ${JSON.stringify(statuses)}\n`)

    expect(Object.keys(statuses.honest ?? {})).toEqual(['200'])
    expect(Object.keys(statuses['honest file'] ?? {})).toEqual(['200'])
    expect(statuses.after).toEqual({ 200: 1 })
    expect(peak).toBeLessThan(mostMemory)
    expect(p99).toBeLessThan(longestWait)
  },
  120_000 + seconds * 3_000,
)
