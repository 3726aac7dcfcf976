import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Figure } from '../../helpers/exposition.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { readYaml } from '../../helpers/yaml.ts'
import { figuresOf } from './figures.ts'

const folder = join(import.meta.dirname, '../../../docs/monitoring')
const alerts = 'docs/monitoring/alerts.yml'

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly type: string
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
  }[]
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[]
}

const dashboard: Dashboard = JSON.parse(readFileSync(join(folder, 'grafana.json'), 'utf8'))
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
const targets = panels.flatMap(({ targets = [] }) => targets)
const rules = readYaml<Rules>(alerts).groups.flatMap((group) => group.rules)

const namesIn = (expr: string) => expr.match(/\b(?:sxncd|process|nodejs)_\w+/g) ?? []

/** What is wrong with an expression over the figures that the hub gives. */
function problemsIn(expr: string, figures: ReadonlyMap<string, Figure>): string[] {
  return namesIn(expr).flatMap((name) => {
    const plain = name.replace(/_(?:bucket|sum|count)$/, '')
    const figure = figures.get(name) ?? figures.get(plain)
    if (!figure) return [`${name} is not there`]
    if ((figure.type === 'histogram') !== !figures.has(name)) return [`${name} is no series`]
    const isRated = new RegExp(`(?:rate|increase)\\(${name}(?:\\{[^}]*\\})?\\[`).test(expr)
    if ((figure.type === 'gauge') === isRated) return [`${name} is a ${figure.type}: ${expr}`]
    return []
  })
}

/** The labels of a figure, as the code names them. */
const labels: Readonly<Record<string, readonly string[]>> = {
  sxncd_syncs_total: ['app', 'action'],
  sxncd_sync_duration_seconds_bucket: ['action', 'le'],
  sxncd_webdav_duration_seconds_bucket: ['method', 'le'],
  sxncd_webdav_duration_seconds_count: ['method'],
  sxncd_file_changes_total: ['app', 'action'],
  sxncd_refused_requests_total: ['code'],
  sxncd_event_streams: ['to'],
  sxncd_slots: ['app'],
  sxncd_build_info: ['version', 'node'],
}

test('the dashboard and the alerts ask for figures that are there, each as its kind wants', async () => {
  const { hub } = await testHub()
  const { figures } = await figuresOf(hub)
  const all = [...targets, ...rules].map(({ expr }) => expr)
  expect(all.length).toBeGreaterThan(35)
  expect(all.flatMap((expr) => problemsIn(expr, figures))).toEqual([])
  expect(
    problemsIn('rate(sxncd_files[5m]) + sxncd_nothing + sxncd_syncs_total', figures),
  ).toHaveLength(3)
  for (const { expr, legendFormat } of targets) {
    const wanted = [
      ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name),
      ...[...expr.matchAll(/by \(([\w, ]+)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    ]
    const own = namesIn(expr).flatMap((name) => labels[name] ?? [])
    expect(
      wanted.filter((name) => !own.includes(name)),
      expr,
    ).toEqual([])
  }
})

test('every figure of the hub stands on the dashboard', async () => {
  const { hub } = await testHub()
  const { figures } = await figuresOf(hub)
  const shown = targets.flatMap(({ expr }) => namesIn(expr)).join(' ')
  const missing = [...figures.keys()].filter((name) => !shown.includes(name))
  expect(missing).toEqual([])
})

test('the page has every figure with its labels, and no other', async () => {
  const { hub } = await testHub()
  const page = readFileSync(join(folder, '../monitoring.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \| (.+) \|$/gm)]
  const { figures } = await figuresOf(hub)
  expect(rows.map(([, name]) => name)).toEqual([...figures.keys()])
  for (const [, name = '', own = '', help = ''] of rows) {
    const base = name in labels ? name : `${name}_bucket`
    const named = (labels[base] ?? []).filter((label) => label !== 'le')
    expect([name, own, help]).toEqual([
      ...[name, named.map((label) => `\`${label}\``).join(', ')],
      figures.get(name)?.help,
    ])
  }
})

test('panels have titles of their own, and stand beside each other', () => {
  const titles = panels.map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
})

/** The expressions of the dashboard as rules, with what Grafana puts into them. */
const asRules = () => {
  const list = targets.map(({ expr }, at) => {
    const filled = expr.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'sxncd-hub')
    return `      - { record: "panel_${at}", expr: ${JSON.stringify(filled)} }`
  })
  return ['groups:', '  - name: panels', '    rules:', ...list, ''].join('\n')
}

const promtool = findProgram('promtool')

test.runIf(promtool)(
  `promtool takes the alerts and what the panels ask${leftOut('promtool', 'prometheus')}`,
  async () => {
    const panelRules = join(await temporaryFolder(), 'panels.yml')
    await writeFile(panelRules, asRules())
    for (const [file, count] of [
      [join(folder, 'alerts.yml'), rules.length],
      [panelRules, targets.length],
    ] as const) {
      const { code, output } = await runProgram(promtool ?? '', ['check', 'rules', file])
      expect([code, output]).toEqual([0, expect.stringContaining(`${count} rules found`)])
    }
  },
)
