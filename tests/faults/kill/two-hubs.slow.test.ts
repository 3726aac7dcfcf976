import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LockOptions } from '../../../server/storage/lock.ts'
import { figure } from '../../helpers/figures.ts'
import { isFullRun, scaled, skipReason } from '../scale.ts'
import { whatIsLost } from './check.ts'
import { type ChildHub, childHubs } from './child-hub.ts'
import { newFolder } from './new-folder.ts'
import { emptyLog, type Log, RefusedError, type Slot, write } from './writers.ts'

/*
 * A second hub on the folder of a living one, from other containers and by other clocks. Where the
 * file system has locks, the system tells; on one that machines share, only the file moves.
 */

const pids = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc']
/** What `faketime` loads: it runs the program in a child of its own, which outlives a kill. */
const [fakeTime = ''] = globSync('/usr/lib/*/faketime/libfaketime.so.1')
const clock = (offset: string) => [
  ...['env', 'FAKETIME_DONT_FAKE_MONOTONIC=1', `LD_PRELOAD=${fakeTime}`, `FAKETIME=${offset}`],
]
const ahead = clock('+180s')
const behind = clock('-180s')
const places = {
  'the same place': [],
  'another pid space': pids,
  'another pid and network space': [...pids, '--net'],
  'another pid, network and name space': [...pids, '--net', '--uts', '--ipc'],
  'a clock 180 s ahead': ahead,
  'a clock 180 s behind': behind,
  'another pid space with a clock 180 s ahead': [...pids, ...ahead],
  'another pid space with a clock 180 s behind': [...pids, ...behind],
} as const

const runs = (words: readonly string[]) =>
  words.length === 0 || spawnSync(words[0] as string, [...words.slice(1), 'true']).status === 0
const canRun = fakeTime !== '' && Object.values(places).every(runs)
const skipped = skipReason(canRun, 'needs root, unshare and faketime')

/** A file system that machines share, on which each knows only its own locks. */
const shared: LockOptions = { everyMs: 300, hasKernelLocks: false }
const rounds = scaled(1, 10)

interface Writing {
  readonly log: Log
  /** Resolves once its hub is dead, or stores nothing any more. */
  readonly ended: Promise<void>
}

/** Writes to a hub until it is dead, or stores nothing any more. */
function writeTo(hub: ChildHub, slots: readonly Slot[], owners = 4): Writing {
  const log = emptyLog()
  const ended = write(hub, slots, log, { owners, files: 0 }).catch((error) => {
    if (!(error instanceof RefusedError) || !/: 503 /.test(error.message)) throw error
  })
  return { log, ended }
}

const answersOf = ({ log }: Writing) => log.answers.length
const joined = (all: readonly Writing[]): Log => ({
  answers: all.flatMap(({ log }) => log.answers),
  asked: all.flatMap(({ log }) => log.asked),
  files: [],
})

async function besides(
  place: readonly string[],
  lock: LockOptions | false,
  second: LockOptions | false = lock,
) {
  const { folder, slots } = await newFolder()
  const first = await childHubs()(folder, lock)
  const writing = [writeTo(first, slots)]
  await expect.poll(() => answersOf(writing[0] as Writing), { timeout: 10_000 }).toBeGreaterThan(0)
  const other = await childHubs(place)(folder, second)
  if (!other.problem) writing.push(writeTo(other, slots))
  const before = writing.map(answersOf)
  await wait(500)
  const during = writing.map((one, index) => answersOf(one) - (before[index] ?? 0))
  await Promise.all([first.kill(), other.kill()])
  await Promise.all(writing.map(({ ended }) => ended))
  const log = joined(writing)
  return { other, during, answers: log.answers.length, lost: await whatIsLost(folder, log) }
}

test.skipIf(!canRun).each(
  Object.keys(places).flatMap((name, index) =>
    // The short run tries each place in one of the two ways.
    [{}, shared]
      .filter((_, way) => isFullRun || index % 2 === way)
      .map((lock) => [name, lock === shared ? 'has no locks' : 'has locks', lock] as const),
  ),
)(
  `a second hub in %s, where the file system %s, takes nothing from a living one${skipped}`,
  async (name, _, lock) => {
    for (let round = 0; round < rounds; round += 1) {
      const { other, during, answers, lost } = await besides(
        places[name as keyof typeof places],
        lock,
      )
      expect(other.problem).toMatch(/in use by another hub/)
      // The first one goes on.
      expect(during).toEqual([expect.any(Number)])
      expect(during[0]).toBeGreaterThan(0)
      expect(lost).toEqual([])
      figure(
        'crash: answers beside a second hub from another container or by another clock',
        answers,
      )
    }
  },
  scaled(30_000, 300_000),
)

test.skipIf(!canRun)(
  `a hub that takes a lock without watching it puts a living one out of work, and that is noticed${skipped}`,
  async () => {
    const place = places['another pid space with a clock 180 s ahead']
    const { other, during, lost } = await besides(place, shared, { ...shared, silentMs: 0 })
    expect(other.problem).toBeUndefined()
    // No more than what was under way; and nothing is lost, as the first one has noticed.
    expect(during[0]).toBeLessThanOrEqual(8)
    expect(lost).toEqual([])
    figure('crash: mutant that takes a lock without watching it', 1, 0, 'caught')
  },
  30_000,
)

test.skipIf(!canRun)(
  `hubs without a lock, from another container by another clock, lose answers, and that is noticed${skipped}`,
  async () => {
    const place = places['another pid space with a clock 180 s ahead']
    // It depends on what both write at the same moment: where the machine is busy that takes a while.
    let isNoticed = false
    for (let tries = 0; tries < 5 && !isNoticed; tries += 1) {
      const { other, lost } = await besides(place, false)
      expect(other.problem).toBeUndefined()
      isNoticed = lost.length > 0
    }
    expect(isNoticed).toBe(true)
    figure('crash: mutant without the lock, in another container', 1, 0, 'caught')
  },
  120_000,
)

test.skipIf(!canRun)(
  `a hub that slept while another took its folder answers nothing any more${skipped}`,
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { folder, slots } = await newFolder()
      const first = await childHubs()(folder, shared)
      const asleep = writeTo(first, slots)
      await expect.poll(() => answersOf(asleep), { timeout: 10_000 }).toBeGreaterThan(0)
      await wait(Math.random() * 100)
      first.signal('SIGSTOP')
      const second = await childHubs(pids)(folder, shared)
      expect(second.problem).toBeUndefined()
      const awake = writeTo(second, slots)
      await expect.poll(() => answersOf(awake), { timeout: 10_000 }).toBeGreaterThan(0)
      const before = answersOf(asleep)
      first.signal('SIGCONT')
      await asleep.ended
      // What was synced before it slept may still be answered: the other hub has found it.
      expect(answersOf(asleep) - before).toBeLessThanOrEqual(8)
      await wait(100)
      await Promise.all([first.kill(), second.kill()])
      await awake.ended
      const log = joined([asleep, awake])
      expect(await whatIsLost(folder, log)).toEqual([])
      figure('crash: hubs that sleep, lose their folder and wake', 1, 0, 'the other one had it')
    }
  },
  scaled(30_000, 300_000),
)

test.skipIf(!canRun)(
  `after a kill a hub serves within 3 s, in whatever container, by whatever name and clock${skipped}`,
  async () => {
    const { folder, slots } = await newFolder()
    const log = emptyLog()
    const renamed = [...pids, '--uts', 'sh', '-c', 'hostname renamed && exec "$@"', 'sh']
    const starts = [...Object.values(places), renamed]
    for (const place of starts) {
      const hub = await childHubs(place)(folder)
      expect(hub.problem).toBeUndefined()
      expect(hub.bootMs).toBeLessThan(3_000)
      const isReachable = !place.some((word) => word === '--net')
      const written = isReachable ? write(hub, slots, log, { owners: 4, files: 0 }) : undefined
      await wait(300)
      await hub.kill()
      await written
    }
    expect(await whatIsLost(folder, log)).toEqual([])
    figure('crash: starts after a kill, in other containers and by other clocks', starts.length)
  },
  60_000,
)
