import type { Command } from 'commander'
import type { Preferences } from '../api/schemas/conflicts.ts'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { table } from './table.ts'

interface Options {
  readonly account: string
  readonly app: string
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

interface Chosen {
  readonly preferences: Preferences
  readonly proposed: readonly string[]
}

const collect = (one: string, all: readonly string[]) => [...all, one]

/** `sxncd history per-device` */
export function perDeviceCommand(history: Command, cli: Cli): void {
  history
    .command('per-device')
    .description('what stays on each device: lists it, adds to it, or shares it again')
    .requiredOption('--account <name>', 'the account')
    .requiredOption('--app <type>', 'the app')
    .option(
      '--add <path>',
      'keep this on each device, such as /window; may be repeated',
      collect,
      [],
    )
    .option('--remove <path>', 'share this again; may be repeated', collect, [])
    .action((options: Options, self: Command) =>
      cli.withHub(self, async (hub) => {
        const { account, app, add, remove } = options
        const path = `/api/v1/slots/${pathPart(app)}/preferences?${new URLSearchParams({ account })}`
        let chosen = await hub.call<Chosen>('GET', path)
        if (add.length + remove.length > 0) {
          const kept = [...chosen.preferences.perDevice, ...add]
          const perDevice = kept.filter((one) => !remove.includes(one))
          chosen = await hub.call<Chosen>('PATCH', path, { perDevice })
        }
        const { perDevice } = chosen.preferences
        const proposed = chosen.proposed.filter((one) => !perDevice.includes(one))
        const rows = [
          ...perDevice.map((one) => [one, 'stays on each device']),
          ...proposed.map((one) => [one, 'shared; the app proposes to keep it on each device']),
        ]
        const { proposed: all } = chosen
        const none = 'Everything is shared: nothing stays on each device.'
        cli.print(self, { perDevice, proposed: all }, table(['PATH', 'STATE'], rows, none))
      }),
    )
}
