import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import type { Connection } from './connect.ts'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { RefusedError } from './refused-error.ts'
import { table, timeText } from './table.ts'

interface Account {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly disabled: boolean
  readonly createdAt: string
}

const pathOf = (name: string) => `/api/v1/accounts/${pathPart(name)}`

/** The name of an account that may have been given by its id. */
async function nameOf(hub: Connection, nameOrId: string): Promise<string> {
  const { accounts } = await hub.call<{ accounts: Account[] }>('GET', '/api/v1/accounts')
  return accounts.find(({ id }) => id === nameOrId)?.name ?? nameOrId
}

/** `sxncd account …` */
export function accountCommands(program: Command, cli: Cli): void {
  const accounts = program.command('account').description('the people who use the hub')

  accounts
    .command('create <name>')
    .description('create an account')
    .option('--owner', 'the account administers the hub')
    .action((name: string, options: { owner?: boolean }, command: Command) =>
      cli.withNewHub(command, async (hub) => {
        const role = options.owner ? 'owner' : 'member'
        const { account } = await hub.call<{ account: Account }>('POST', '/api/v1/accounts', {
          name,
          role,
        })
        cli.print(command, account, `Created the account "${account.name}".`)
      }),
    )

  accounts
    .command('list')
    .description('list all accounts')
    .action((_: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const found = await hub.call<{ accounts: Account[] }>('GET', '/api/v1/accounts')
        const rows = found.accounts.map((one) => [
          one.name,
          one.role,
          one.disabled ? 'off' : 'on',
          timeText(one.createdAt),
          one.id,
        ])
        const none = 'There are no accounts yet. Create one: sxncd account create <name>'
        const text = table(['NAME', 'ROLE', 'STATE', 'CREATED', 'ID'], rows, none)
        cli.print(command, found.accounts, text)
      }),
    )

  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    accounts
      .command(`${verb} <name>`)
      .description(disabled ? 'switch an account and its keys off' : 'switch an account on again')
      .action((name: string, _: object, command: Command) =>
        cli.withHub(command, async (hub) => {
          const { account } = await hub.call<{ account: Account }>('PATCH', pathOf(name), {
            disabled,
          })
          const state = disabled ? 'off' : 'on'
          cli.print(command, account, `The account "${account.name}" is switched ${state}.`)
        }),
      )
  }

  accounts
    .command('remove <name>')
    .description('remove an account with its keys, devices and all of its settings, for good')
    .requiredOption('--yes', 'really remove it')
    .action((name: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const typed = { name: await nameOf(hub, name) }
        const { account } = await hub.call<{ account: Account }>('DELETE', pathOf(name), typed)
        cli.print(
          command,
          account,
          `Removed the account "${account.name}" and all that was its own.`,
        )
      }),
    )

  accounts
    .command('password <name>')
    .description('set a forgotten password: a new one is made and printed')
    .option('--stdin', 'read the password from standard input instead')
    .action((name: string, options: { stdin?: boolean }, command: Command) =>
      cli.withHub(command, async (hub) => {
        const given = options.stdin ? (await cli.input()).replace(/\r?\n$/, '') : ''
        const password = given || randomBytes(12).toString('base64url')
        await hub.call('PUT', `${pathOf(name)}/password`, { password })
        const text = given ? `The password of "${name}" is set.` : password
        cli.print(command, given ? { name } : { name, password }, text)
      }),
    )

  program
    .command('setup-link')
    .description(
      'print a new one-time link by which the owner of the hub is made; the hub must run',
    )
    .action((_: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        if (!hub.url)
          throw new RefusedError('The hub is not running. Start it: it prints the link.', 409)
        const { token } = await hub.call<{ token: string }>('POST', '/api/v1/set-up-link')
        const url = `${hub.url}/set-up#${token}`
        cli.print(command, { url }, url)
      }),
    )
}
