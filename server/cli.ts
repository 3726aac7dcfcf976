#!/usr/bin/env node
import { text } from 'node:stream/consumers'
import { exitCodes, runCli } from './cli/run.ts'
import { readEnvironment } from './config/environment.ts'
import { startProblem } from './start-problem.ts'

/** The `sxncd` command. */
const err = (line: string) => process.stderr.write(line)
// Whoever read the output has seen enough, as in `sxncd history show 1 | head`.
process.stdout.on('error', () => process.exit())
try {
  process.exitCode = await runCli(process.argv.slice(2), {
    environment: readEnvironment(),
    out: (line) => process.stdout.write(line),
    err,
    input: () => text(process.stdin),
  })
} catch (error) {
  err(`${startProblem(error)}\n`)
  process.exitCode = exitCodes.usage
}
