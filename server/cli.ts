import { runCli } from './cli/run.ts'
import { readEnvironment } from './environment.ts'

/** The `sxncd` command. */
process.exitCode = await runCli(process.argv.slice(2), {
  environment: readEnvironment(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
