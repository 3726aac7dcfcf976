import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMetrics, mostSeries } from '../../../server/lib/metrics.ts'
import { readFigures } from '../../helpers/exposition.ts'

const scrape = async (metrics: ReturnType<typeof createMetrics>) =>
  readFigures(await metrics.text())

test('a counter without labels is there from the start', async () => {
  const metrics = createMetrics()
  const counter = metrics.counter({ name: 'a_total', help: 'A.' })
  expect((await scrape(metrics)).get('a_total')).toEqual({
    type: 'counter',
    help: 'A.',
    samples: [{ name: 'a_total', labels: {}, value: 0 }],
  })
  counter.add(2)
  counter.add(0.5)
  expect((await scrape(metrics)).get('a_total')?.samples[0]?.value).toBe(2.5)
})

test('whatever the labels hold, each combination is a series of its own and is read as it was', async () => {
  const label = fc.string({ unit: fc.constantFrom('"', '\\', '\n', ',', '=', '}', 'n', 'ä') })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(label, label), { maxLength: 20 }), async (pairs) => {
      const metrics = createMetrics()
      const counter = metrics.counter({ name: 'a_total', help: 'A.', labels: ['x', 'y'] })
      for (const pair of pairs) counter.add(1, ...pair)
      const samples = (await scrape(metrics)).get('a_total')?.samples ?? []
      const expected = Map.groupBy(pairs, (pair) => JSON.stringify(pair))
      const found = samples.map(({ labels, value }) => [
        JSON.stringify([labels.x, labels.y]),
        value,
      ])
      expect(found).toEqual([...expected].map(([key, all]) => [key, all.length]))
    }),
  )
})

test('a histogram counts each value up to its bounds, and all of them in +Inf', async () => {
  const values = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 50 })
  await fc.assert(
    fc.asyncProperty(values, async (observed) => {
      const metrics = createMetrics()
      const bounds = [0.001, 1, 10]
      const histogram = metrics.histogram({ name: 'a_seconds', help: 'A.', labels: ['x'] }, bounds)
      for (const value of observed) histogram.observe(value, 'one')
      const samples = (await scrape(metrics)).get('a_seconds')?.samples ?? []
      const found = Object.fromEntries(
        samples.map(({ name, labels, value }) => [labels.le ?? name, value]),
      )
      const upTo = (bound: number) => observed.filter((value) => value <= bound).length
      const sum = observed.reduce((all, value) => all + value, 0)
      expect(found).toEqual(
        observed.length === 0
          ? {}
          : {
              ...{ '0.001': upTo(0.001), '1': upTo(1), '10': upTo(10), '+Inf': observed.length },
              ...{ a_seconds_sum: sum, a_seconds_count: observed.length },
            },
      )
    }),
  )
})

test('there are never more series than allowed; the rest is counted together', async () => {
  const metrics = createMetrics()
  const counter = metrics.counter({ name: 'a_total', help: 'A.', labels: ['x', 'y'] })
  for (let at = 0; at < 2 * mostSeries; at += 1) counter.add(1, 'x', String(at))
  const samples = (await scrape(metrics)).get('a_total')?.samples ?? []
  expect(samples).toHaveLength(mostSeries + 1)
  expect(samples.at(-1)).toMatchObject({ labels: { x: 'other', y: 'other' }, value: mostSeries })
})

test('what cannot be read is left out, and the rest is given', async () => {
  const metrics = createMetrics()
  metrics.read('gauge', { name: 'bad', help: 'Bad.' }, () => {
    throw new Error('at once')
  })
  metrics.read('gauge', { name: 'worse', help: 'Worse.' }, () => Promise.reject(new Error('late')))
  metrics.read('gauge', { name: 'none', help: 'None.' }, () => undefined)
  metrics.read('gauge', { name: 'good', help: 'Good.' }, async () => 1)
  const figures = await scrape(metrics)
  expect([...figures].map(([name, { samples }]) => [name, samples.length])).toEqual([
    ...[
      ['bad', 0],
      ['worse', 0],
      ['none', 0],
      ['good', 1],
    ],
  ])
})
