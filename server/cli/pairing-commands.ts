import type { Command } from 'commander'
import type { Connection } from './connect.ts'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { RefusedError } from './refused-error.ts'
import { table, timeText } from './table.ts'

interface PairingRequest {
  readonly id: string
  readonly deviceName: string
  readonly app: string
  readonly code: string
  readonly from: string
  readonly expiresAt: string
}

/** `sxncd pairing …` */
export function pairingCommands(program: Command, cli: Cli): void {
  const pairing = program.command('pairing').description('devices that ask for a key')

  /** Requests are in the memory of the hub that they were sent to. */
  const withRunning = (command: Command, work: (hub: Connection) => Promise<void>) =>
    cli.withHub(command, async (hub) => {
      if (!hub.url) throw new RefusedError('The hub is not running, so no device can ask.', 409)
      await work(hub)
    })

  pairing
    .command('list')
    .description('list the devices that wait, with their codes')
    .action((_: object, command: Command) =>
      withRunning(command, async (hub) => {
        const path = '/api/v1/pairing-requests'
        const { requests } = await hub.call<{ requests: PairingRequest[] }>('GET', path)
        const rows = requests.map((one) => [
          one.code,
          one.deviceName,
          one.app,
          one.from,
          timeText(one.expiresAt),
          one.id,
        ])
        const headings = ['CODE', 'DEVICE', 'APP', 'FROM', 'UNTIL', 'ID']
        cli.print(command, requests, table(headings, rows, 'No device asks to pair.'))
      }),
    )

  const decide = async (hub: Connection, name: string, verb: string, body?: object) => {
    const path = `/api/v1/pairing-requests/${pathPart(name)}/${verb}`
    return (await hub.call<{ request: PairingRequest }>('POST', path, body)).request
  }

  pairing
    .command('approve <id-or-code>')
    .description('give a device a key; first compare the code with the one that it shows')
    .requiredOption('--account <name>', 'the account that the key belongs to')
    .action((name: string, { account }: { account: string }, command: Command) =>
      withRunning(command, async (hub) => {
        const request = await decide(hub, name, 'approve', { account })
        const { deviceName, app } = request
        cli.print(command, request, `"${deviceName}" gets a key of ${account} for ${app}.`)
      }),
    )

  pairing
    .command('deny <id-or-code>')
    .description('send a device away')
    .action((name: string, _: object, command: Command) =>
      withRunning(command, async (hub) => {
        const request = await decide(hub, name, 'deny')
        cli.print(command, request, `"${request.deviceName}" was sent away.`)
      }),
    )
}
