/** A figure as a scrape gives it. */
export interface Figure {
  readonly type: string
  readonly help: string
  readonly samples: readonly {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    readonly value: number
  }[]
}

const sampleLine = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/
const labelPair = /^([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/

/** Reads the text format of Prometheus, strictly. @throws Error at what Prometheus would refuse or read otherwise */
export function readFigures(text: string): ReadonlyMap<string, Figure> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const figures = new Map<string, Figure & { samples: Figure['samples'][number][] }>()
  const seen = new Set<string>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') {
      if (figures.has(name)) throw new Error(`${name} stands there twice`)
      figures.set(name, { type: '', help: rest, samples: [] })
      current = name
      continue
    }
    const figure = figures.get(current)
    if (!figure) throw new Error(`before any HELP: ${line}`)
    if (kind === 'TYPE') {
      if (name !== current || figure.type !== '') throw new Error(`out of place: ${line}`)
      figures.set(name, { ...figure, type: rest })
      continue
    }
    const [, sample = '', labels = '', value = ''] = sampleLine.exec(line) ?? []
    const ends = figure.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    if (!ends.some((end) => sample === current + end)) throw new Error(`not of ${current}: ${line}`)
    const number = value === '+Inf' ? Infinity : Number(value)
    if (value === '' || Number.isNaN(number)) throw new Error(`no number: ${line}`)
    const identity = `${sample}{${labels}}`
    if (seen.has(identity)) throw new Error(`twice: ${identity}`)
    seen.add(identity)
    figure.samples.push({ name: sample, labels: readLabels(labels), value: number })
  }
  return figures
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== ''; ) {
    const [whole, name = '', value = ''] = labelPair.exec(rest) ?? []
    if (whole === undefined) throw new Error(`no labels: ${text}`)
    labels[name] = value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
    rest = rest.slice(whole.length)
  }
  return labels
}
