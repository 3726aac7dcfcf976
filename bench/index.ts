import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fullPlan, quickPlan } from './plan.ts'
import { reportText } from './report.ts'
import { runBench, runDoorBench, runMetricsBench } from './run.ts'

/** `npm run bench`: measures what the hub promises, and says what is reached. It never fails. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    door: { type: 'boolean' },
    metrics: { type: 'boolean' },
    write: { type: 'boolean' },
    'first-server': { type: 'string' },
    postgres: { type: 'string' },
  },
})
const { 'first-server': checkout, postgres } = values
const print = (text: string) => process.stdout.write(`${text}\n`)

try {
  if (Boolean(checkout) !== Boolean(postgres)) {
    throw new Error(
      '--first-server PATH needs --postgres URL, of an empty database, and vice versa',
    )
  }
  if (values.door) {
    print(`\n${await runDoorBench(print)}`)
    process.exit()
  }
  if (values.metrics) {
    print(`\n${await runMetricsBench()}`)
    process.exit()
  }
  const first = checkout && postgres ? { checkout, postgres } : undefined
  const report = reportText(await runBench(values.quick ? quickPlan : fullPlan, print, first))
  print(`\n${report}`)
  if (values.write) {
    const again = `\`npm run bench -- --write${values.quick ? ' --quick' : ''}\` measures again.`
    writeFileSync(
      join(import.meta.dirname, 'RESULTS.md'),
      `# What the hub was measured to do\n\n${again}\n\n${report}\n`,
    )
  }
} catch (error) {
  print(`The bench could not be run to its end: ${(error as Error).stack}`)
}
