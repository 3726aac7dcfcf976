import fc from 'fast-check'
import { expect, test } from 'vitest'
import { figure } from '../../helpers/figures.ts'
import { fuzzedHub, sendTo } from './fuzzed-hub.ts'
import { requestsTo } from './requests.ts'

/** How many requests are sent; a long run asks for more. */
const runs = Number(process.env.FUZZ_RUNS ?? 1_500)
const perHub = 100

async function fuzz(count: number): Promise<Map<number, number>> {
  const fuzzed = await fuzzedHub()
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(requestsTo(fuzzed.document, fuzzed.known), async (request) => {
      const { status, complaint } = await sendTo(fuzzed, request)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      expect(complaint).toBeUndefined()
    }),
    // One that depends on those before it is not found again by shrinking; the log helps then.
    { numRuns: count, endOnFailure: true },
  )
  expect(fuzzed.logged).toEqual([])
  await fuzzed.hub.close()
  return statuses
}

test(
  `the API answers ${runs} requests of every kind as it declares, and never with 5xx`,
  async () => {
    const statuses = new Map<number, number>()
    for (let left = runs; left > 0; left -= perHub) {
      for (const [status, count] of await fuzz(Math.min(perHub, left))) {
        statuses.set(status, (statuses.get(status) ?? 0) + count)
      }
    }
    figure(
      'fuzz: requests to every operation of the API',
      runs,
      0,
      'complaints: 5xx, undeclared answers, log lines',
    )
    // A fuzz that is only ever refused would prove nothing.
    const share = (status: number) => (statuses.get(status) ?? 0) / runs
    expect(share(200)).toBeGreaterThan(0.1)
    for (const status of [400, 401, 403, 404, 415]) expect(share(status)).toBeGreaterThan(0.005)
  },
  60_000 + runs * 40,
)
