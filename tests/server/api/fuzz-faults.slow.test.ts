import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
// These take the place of node:fs, so they come before all that uses it.
import { startInjecting } from '../../faults/call-faults/inject.ts'
import { watcher } from '../../faults/calls.ts'
import { goodPassword } from '../../helpers/browser.ts'
import { figure } from '../../helpers/figures.ts'
import { testHub } from '../../helpers/hub.ts'
import { fuzzedHub, sendTo } from './fuzzed-hub.ts'
import { requestsTo } from './requests.ts'

/** A tenth of what is sent to a sound hub. */
const runs = Math.ceil(Number(process.env.FUZZ_RUNS ?? 4_000) / 10)
/** Few, since the first sync to disk that fails ends the writing of a hub for good. */
const perHub = 40

/** Which call of the file system fails while a request is answered, and how. */
const faults = fc.record({
  // Most requests make few calls, if any.
  call: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, fc.nat({ max: 12 })),
  code: fc.constantFrom('EIO', 'ENOSPC', 'EMFILE', 'EACCES', 'EROFS'),
})

afterEach(() => {
  watcher.root = '\0'
})

async function fuzz(count: number) {
  const fuzzed = await fuzzedHub()
  const injector = startInjecting(fuzzed.folder)
  const statuses: number[] = []
  let failed = 0
  await fc.assert(
    fc.asyncProperty(
      requestsTo(fuzzed.document, fuzzed.known),
      faults,
      async (request, { call, code }) => {
        injector.failAt(call, code)
        const { status, complaint } = await sendTo(fuzzed, request, [503, 507])
        if (injector.failed) failed += 1
        injector.failAt(-1, '')
        statuses.push(status)
        expect(complaint).toBeUndefined()
      },
    ),
    { numRuns: count, endOnFailure: true },
  )
  const secrets = [goodPassword, ...fuzzed.known.credentials.flatMap((one) => Object.values(one))]
  expect(secrets.filter((secret) => fuzzed.logged.some((line) => line.includes(secret)))).toEqual(
    [],
  )
  await fuzzed.hub.close()
  watcher.root = '\0'
  const { hub } = await testHub({ folder: fuzzed.folder })
  expect((await hub.app.inject('/health')).statusCode).toBe(200)
  await hub.close()
  return { statuses, failed }
}

test(
  `while calls of the file system fail, ${runs} requests of every kind are answered as declared`,
  async () => {
    const statuses = new Map<number, number>()
    let failed = 0
    for (let left = runs; left > 0; left -= perHub) {
      const one = await fuzz(Math.min(perHub, left))
      for (const status of one.statuses) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      failed += one.failed
    }
    const refused = (statuses.get(503) ?? 0) + (statuses.get(507) ?? 0)
    const note = `${failed} calls failed, ${refused} answers of 503 or 507`
    figure('fuzz: the same while calls of the file system fail', runs, 0, note)
    expect(failed).toBeGreaterThan(runs / 100)
    expect(refused).toBeGreaterThan(0)
  },
  60_000 + runs * 200,
)
