import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Check } from '../checks/check.ts'
import { type Report, reportText } from '../checks/report.ts'
import type { Connection } from './connect.ts'
import type { Cli } from './context.ts'
import { RefusedError } from './refused-error.ts'

const words: Readonly<Record<Check['level'], string>> = {
  ok: 'ok',
  warning: 'note',
  problem: 'WRONG',
}

/** `sxncd doctor` */
export function doctorCommands(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('look for what keeps devices on the network from the hub, and for damaged files')
    .option(
      '--report [file]',
      'write what a bug report needs, without anything private, to a new file or to the screen',
    )
    .action(({ report }: { report?: string | true }, command: Command) =>
      cli.withHub(command, (hub) =>
        report === undefined ? look(cli, command, hub) : write(cli, command, hub, report),
      ),
    )
}

async function look(cli: Cli, command: Command, hub: Connection): Promise<void> {
  const { checks } = await hub.call<{ checks: Check[] }>('GET', '/api/v1/doctor')
  cli.print(command, checks, checks.map(textOf).join('\n'))
  const wrong = checks.filter(({ level }) => level === 'problem').length
  if (wrong > 0) throw new RefusedError(`${wrong} of these must be mended.`, 409)
}

async function write(cli: Cli, command: Command, hub: Connection, file: string | true) {
  const { report } = await hub.call<{ report: Report }>('GET', '/api/v1/report')
  const text = reportText(report)
  if (file === true) return cli.print(command, report, text)
  // What is there may be somebody's work, or an earlier report.
  await writeFile(file, `${text}\n`, { flag: 'wx', mode: 0o600 }).catch((error) => {
    throw new RefusedError(
      error.code === 'EEXIST'
        ? `There is a file ${file} already. Nothing was written; name a new one.`
        : `The report could not be written to ${file} (${error.code}).`,
      409,
    )
  })
  cli.print(command, { file }, `Wrote ${file}. Read it before you pass it on.`)
}

function textOf({ level, title, detail, fix }: Check): string {
  const lines = [detail, fix && `-> ${fix}`].filter(Boolean)
  return [`${words[level].padEnd(6)} ${title}`, ...lines.map((line) => `       ${line}`)].join('\n')
}
