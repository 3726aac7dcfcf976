import type { Command } from 'commander'
import type { Version } from '../api/schemas/history.ts'
import { sizeText } from '../lib/config-values.ts'
import type { Cli } from './context.ts'
import { mergeCommand } from './merge-commands.ts'
import { pathPart } from './path-part.ts'
import { perDeviceCommand } from './per-device-commands.ts'
import { table, timeText } from './table.ts'

interface ChosenSlot {
  readonly account: string
  readonly app: string
}

const pathOf = ({ account, app }: ChosenSlot, rest = '', more = {}) =>
  `/api/v1/slots/${pathPart(app)}/history${rest}?${new URLSearchParams({ account, ...more })}`

/** `sxncd history …` */
export function historyCommands(program: Command, cli: Cli): void {
  const history = program.command('history').description('earlier versions of settings')
  const command = (usage: string, about: string) =>
    history
      .command(usage)
      .description(about)
      .requiredOption('--account <name>', 'the account')
      .requiredOption('--app <type>', 'the app')

  command('list', 'list every version that the hub keeps, newest first').action(
    (options: ChosenSlot, self: Command) =>
      cli.withHub(self, async (hub) => {
        const { versions } = await hub.call<{ versions: Version[] }>('GET', pathOf(options))
        const rows = versions.map((one) => [
          String(one.version),
          timeText(one.receivedAt),
          one.deviceName,
          sizeText(one.size),
          one.type,
          stateOf(one),
        ])
        const headings = ['VERSION', 'RECEIVED', 'DEVICE', 'SIZE', 'TYPE', 'STATE']
        cli.print(
          self,
          versions,
          table(headings, rows, 'Nothing has been synced for this app yet.'),
        )
      }),
  )

  command('show <version>', 'print the settings of a version').action(
    (version: string, options: ChosenSlot, self: Command) =>
      cli.withHub(self, async (hub) => {
        const path = pathOf(options, `/${pathPart(version)}`, { as: 'text' })
        const found = await hub.call<{ data: string; version: Version }>('GET', path)
        cli.print(self, { ...found.version, settings: found.data }, found.data)
      }),
  )

  command(
    'restore <version>',
    'make a version current; every device takes it on its next sync',
  ).action((version: string, options: ChosenSlot, self: Command) =>
    cli.withHub(self, async (hub) => {
      const path = pathOf(options, `/${pathPart(version)}/restore`)
      const restored = await hub.call<{ version: Version }>('POST', path)
      const text = `Restored version ${version}; it is version ${restored.version.version} now.`
      cli.print(self, restored.version, text)
    }),
  )
  mergeCommand(history, cli)
  perDeviceCommand(history, cli)
}

function stateOf({ current, restored, merged, conflict, applied }: Version): string {
  const words = [
    current && 'current',
    restored && `from ${restored}`,
    merged && `merged of ${merged.conflict}`,
    conflict?.status === 'open' && `changed at the same time as ${conflict.other}`,
    !applied && conflict?.status !== 'open' && 'not applied',
  ]
  return words.filter(Boolean).join(', ')
}
