import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Figure } from './helpers/figures.ts'

/** The long runs: what belongs to each, and what makes it long. */
const suites = {
  faults: {
    bad: 'lost',
    environment: { FAULTS: 'full' },
    vitest: [
      'tests/faults',
      'tests/server/merge/laws.test.ts',
      'tests/server/merge/merge-texts.test.ts',
      'tests/server/merge/per-device.test.ts',
      'tests/server/slots/order.slow.test.ts',
      'tests/server/slots/convergence.slow.test.ts',
      'tests/server/slots/fidelity.slow.test.ts',
      'tests/client/converge.slow.test.ts',
      'tests/server/backup/under-load.slow.test.ts',
      'tests/server/backup/kept-kill.slow.test.ts',
      // Nobody needs a core for anything else.
      '--maxWorkers=100%',
    ],
  },
  security: {
    bad: 'got through',
    environment: { SECURITY: 'full', FUZZ_RUNS: '100000' },
    vitest: [
      'tests/security',
      'tests/server/http',
      'tests/server/info',
      'tests/server/sign-in',
      'tests/server/pairing',
    ],
    alone: ['tests/load', '--no-file-parallelism'],
    playwright: ['tests/e2e/hostile-strings.spec.ts'],
  },
} as const satisfies Record<string, Suite>

interface Suite {
  /** What the column is called that has to be all zeros. */
  readonly bad: string
  readonly environment: Readonly<Record<string, string>>
  readonly vitest: readonly string[]
  /** What is measured while nothing else runs. */
  readonly alone?: readonly string[]
  readonly playwright?: readonly string[]
}

const name = process.argv[2] ?? ''
/** The same in the short form that is part of `npm test`. */
const isShort = process.argv[3] === '--short'
const suite: Suite | undefined = Object.hasOwn(suites, name)
  ? suites[name as keyof typeof suites]
  : undefined
if (!suite) {
  process.stderr.write(`Say which: ${Object.keys(suites).join(', ')}\n`)
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'sxncd-figures-'))
const file = join(folder, 'figures.jsonl')
const began = Date.now()
const runs = [run('vitest', 'vitest.mjs', ['run', ...suite.vitest])]
if (suite.alone) runs.push(run('vitest', 'vitest.mjs', ['run', ...suite.alone]))
if (suite.playwright) {
  runs.push(
    run('playwright', 'cli.js', ['test', '--output', 'dist/e2e-proof', ...suite.playwright]),
  )
}
const figures = existsSync(file) ? readFigures(file) : []
rmSync(folder, { recursive: true })
process.stdout.write(`\n${table(figures, suite.bad)}\n`)
const minutes = ((Date.now() - began) / 60_000).toFixed(1)
const failed = runs.some((status) => status !== 0) || figures.some(({ bad }) => bad > 0)
process.stdout.write(`\n${failed ? 'Something failed' : 'All held'}, in ${minutes} min.\n`)
process.exitCode = failed ? 1 : 0

function run(packageName: string, script: string, args: readonly string[]): number {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`)
  const { status } = spawnSync(process.execPath, [join(dirname(manifest), script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...(isShort ? {} : suite?.environment), FIGURES: file },
  })
  return status ?? 1
}

/** Lines about the same thing become one. */
function readFigures(path: string): Figure[] {
  const byName = new Map<string, Figure>()
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const one: Figure = JSON.parse(line)
    const { times = 0, bad = 0 } = byName.get(one.what) ?? {}
    byName.set(one.what, { ...one, times: one.times + times, bad: one.bad + bad })
  }
  return [...byName.values()].sort((a, b) => (a.what < b.what ? -1 : 1))
}

function table(lines: readonly Figure[], badTitle: string): string {
  const rows = lines.map(({ what, times, bad, note = '' }) => [
    what,
    times.toLocaleString('en'),
    String(bad),
    note,
  ])
  const head = ['what was tried', 'how often', badTitle, 'and']
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
