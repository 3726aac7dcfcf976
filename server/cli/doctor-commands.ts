import type { Command } from 'commander'
import type { Check } from '../checks/check.ts'
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
    .action((_: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const { checks } = await hub.call<{ checks: Check[] }>('GET', '/api/v1/doctor')
        cli.print(command, checks, checks.map(textOf).join('\n'))
        const wrong = checks.filter(({ level }) => level === 'problem').length
        if (wrong > 0) throw new RefusedError(`${wrong} of these must be mended.`, 409)
      }),
    )
}

function textOf({ level, title, detail, fix }: Check): string {
  const lines = [detail, fix && `-> ${fix}`].filter(Boolean)
  return [`${words[level].padEnd(6)} ${title}`, ...lines.map((line) => `       ${line}`)].join('\n')
}
