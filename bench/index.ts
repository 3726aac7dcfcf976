import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fullPlan, quickPlan } from './plan.ts'
import { reportText } from './report.ts'
import { runBench } from './run.ts'

/** `npm run bench`: measures what the hub promises, and says what is reached. It never fails. */
const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, write: { type: 'boolean' } },
})
const print = (text: string) => process.stdout.write(`${text}\n`)

try {
  const report = reportText(await runBench(values.quick ? quickPlan : fullPlan, print))
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
