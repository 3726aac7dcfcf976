import { text } from 'node:stream/consumers'
import { runCli } from './cli/run.ts'
import { readEnvironment } from './environment.ts'

/** The `sxncd` command. */
process.exitCode = await runCli(process.argv.slice(2), {
  environment: readEnvironment(),
  out: (line) => process.stdout.write(line),
  err: (line) => process.stderr.write(line),
  input: () => text(process.stdin),
})
