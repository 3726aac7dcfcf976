import { expect, test } from 'vitest'
import type { Plan } from '../bench/plan.ts'
import { reportText } from '../bench/report.ts'
import { runBench } from '../bench/run.ts'

const tiny: Plan = {
  connections: 2,
  active: 4,
  slots: 8,
  sizes: [2_000],
  rounds: 1,
  roundMs: 30,
  spread: { rounds: 1, ms: 30, restMs: 0 },
  starts: 1,
  idleMs: 50,
}

test('the bench runs through all of its parts and says what it found', async () => {
  const findings = await runBench(tiny, () => {})
  expect(findings.verdicts).toHaveLength(8)
  for (const { figure } of findings.verdicts) {
    expect(figure.problem).toBeUndefined()
    expect(figure.perSecond).toBeGreaterThan(0)
  }
  for (const { readyMs } of findings.starts) expect(readyMs).toBeGreaterThan(0)
  const report = reportText(findings)
  expect(report).toContain('| none, 2 kB, 4 slots')
  expect(report).toContain('| a hub with 8 slots')
}, 60_000)
