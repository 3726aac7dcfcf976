/** What a figure is called and means. Names and units are those of OpenMetrics. */
export interface MetricName {
  readonly name: string
  /** A sentence for who reads the figures. */
  readonly help: string
  /** The names of its labels. Each must have few values: never names, addresses or keys. */
  readonly labels?: readonly string[]
}

/** A value with the values of its labels, in their order. */
export interface Sample {
  readonly value: number
  readonly labels: readonly string[]
}

/** One value, several with labels, or none at the moment. */
export type Reading = number | readonly Sample[] | undefined

export interface Counter {
  add(by: number, ...labels: readonly string[]): void
}

export interface Histogram {
  observe(value: number, ...labels: readonly string[]): void
}

/** The figures of one hub, as they are read by Prometheus. */
export interface Metrics {
  counter(name: MetricName): Counter
  /** @param bounds the upper ends of its buckets, the lowest first */
  histogram(name: MetricName, bounds: readonly number[]): Histogram
  /** A figure that is kept elsewhere and read each time. What cannot be read is left out. */
  read(type: 'counter' | 'gauge', name: MetricName, reading: () => Reading | Promise<Reading>): void
  /** All of them in the text format of Prometheus, version 0.0.4. */
  text(): Promise<string>
}

/** No figure has more series than this; what comes on top is counted under `other`. */
export const mostSeries = 2_000

export function createMetrics(): Metrics {
  const written: (() => string[] | Promise<string[]>)[] = []
  return {
    counter(name) {
      const series = createSeries(name, () => ({ count: 0 }))
      // Without labels it is there from the start, so that its first rise is seen.
      if (!name.labels) series.of([])
      written.push(() => [
        ...head(name, 'counter'),
        ...series.all().map(([labels, { count }]) => line(name.name, labels, count)),
      ])
      return {
        add(by, ...labels) {
          series.of(labels).count += by
        },
      }
    },
    histogram(name, bounds) {
      const series = createSeries(name, () => ({ buckets: bounds.map(() => 0), count: 0, sum: 0 }))
      written.push(() => [
        ...head(name, 'histogram'),
        ...series.all().flatMap(([labels, one]) => histogramLines(name.name, labels, bounds, one)),
      ])
      return {
        observe(value, ...labels) {
          const one = series.of(labels)
          const at = bounds.findIndex((bound) => value <= bound)
          if (at >= 0) one.buckets[at] = (one.buckets[at] ?? 0) + 1
          one.count += 1
          one.sum += value
        },
      }
    },
    read(type, name, reading) {
      written.push(async () => {
        const found = await Promise.resolve()
          .then(reading)
          .catch(() => undefined)
        const samples = typeof found === 'number' ? [{ value: found, labels: [] }] : (found ?? [])
        return [
          ...head(name, type),
          ...samples.map(({ value, labels }) => line(name.name, labelText(name, labels), value)),
        ]
      })
    },
    async text() {
      const parts = await Promise.all(written.map((write) => write()))
      return `${parts.flat().join('\n')}\n`
    },
  }
}

/** One value for each combination of labels. */
function createSeries<T>(name: MetricName, make: () => T) {
  const found = new Map<string, { readonly labels: string; readonly value: T }>()
  const add = (key: string, labels: readonly string[]): T => {
    const value = make()
    found.set(key, { labels: labelText(name, labels), value })
    return value
  }
  const others = name.labels?.map(() => 'other') ?? []
  return {
    of(labels: readonly string[]): T {
      const key = labels.length === 1 ? (labels[0] ?? '') : labels.join('\0')
      const known = found.get(key)
      if (known) return known.value
      if (found.size < mostSeries) return add(key, labels)
      const rest = others.join('\0')
      return found.get(rest)?.value ?? add(rest, others)
    },
    all: () => [...found.values()].map(({ labels, value }) => [labels, value] as const),
  }
}

const head = ({ name, help }: MetricName, type: string) => [
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
  `# TYPE ${name} ${type}`,
]

function labelText({ labels: names = [] }: MetricName, values: readonly string[]): string {
  const escaped = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
  return names.map((name, at) => `${name}="${escaped(values[at] ?? '')}"`).join(',')
}

const line = (name: string, labels: string, value: number) =>
  `${name}${labels && `{${labels}}`} ${numberText(value)}`

const numberText = (value: number) =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'

function histogramLines(
  name: string,
  labels: string,
  bounds: readonly number[],
  one: { readonly buckets: readonly number[]; readonly count: number; readonly sum: number },
): string[] {
  let below = 0
  const upTo = (bound: string) => `${labels}${labels && ','}le="${bound}"`
  const buckets = bounds.map((bound, at) => {
    below += one.buckets[at] ?? 0
    return line(`${name}_bucket`, upTo(String(bound)), below)
  })
  return [
    ...buckets,
    line(`${name}_bucket`, upTo('+Inf'), one.count),
    line(`${name}_sum`, labels, one.sum),
    line(`${name}_count`, labels, one.count),
  ]
}
