import type { Command } from 'commander'
import type { Device } from '../api/schemas/slots.ts'
import type { Cli } from './context.ts'
import { filterQuery, type SlotOptions } from './slot-options.ts'
import { table, timeText } from './table.ts'

/** `sxncd device …` */
export function deviceCommands(program: Command, cli: Cli): void {
  program
    .command('device')
    .description('the devices that have synced')
    .command('list')
    .description('list devices and which version each has')
    .option('--account <name>', 'only the devices of this account')
    .option('--app <type>', 'only the devices of this app')
    .action((options: SlotOptions, command: Command) =>
      cli.withHub(command, async (hub) => {
        const path = `/api/v1/devices${filterQuery(options)}`
        const { devices } = await hub.call<{ devices: Device[] }>('GET', path)
        const rows = devices.map((device) => [
          device.name,
          device.account,
          device.app,
          timeText(device.lastSeenAt),
          device.version === 0 ? '-' : String(device.version),
          stateOf(device),
        ])
        const headings = ['DEVICE', 'ACCOUNT', 'APP', 'LAST SYNC', 'VERSION', 'STATE']
        cli.print(command, devices, table(headings, rows, 'No device has synced yet.'))
      }),
    )
}

const stateOf = ({ version, inStep }: Device): string =>
  version === 0 ? 'files only' : inStep ? 'in step' : 'behind'
