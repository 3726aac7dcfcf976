import type { Command } from 'commander'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { table, timeText } from './table.ts'

interface TokenView {
  readonly id: string
  readonly name: string
  readonly readOnly: boolean
  readonly createdAt: string
  readonly expiresAt?: string
}

interface NewToken {
  readonly token: TokenView
  readonly text: string
}

interface CreateOptions {
  readonly name: string
  readonly readOnly?: boolean
  readonly expires?: string
}

/** `sxncd token …` */
export function tokenCommands(program: Command, cli: Cli): void {
  const tokens = program
    .command('token')
    .description("tokens by which your scripts call the hub's API as its owner")

  tokens
    .command('create')
    .description('make a token; prints it alone, and only now')
    .requiredOption('--name <label>', 'what it is for, such as the script')
    .option('--read-only', 'it may look at everything and change nothing')
    .option('--expires <date>', 'when it ends, ISO 8601')
    .action(({ name, readOnly, expires }: CreateOptions, command: Command) =>
      cli.withNewHub(command, async (hub) => {
        const body = { name, readOnly, expires }
        const made = await hub.call<NewToken>('POST', '/api/v1/tokens', body)
        cli.print(command, { ...made.token, text: made.text }, made.text)
      }),
    )

  tokens
    .command('list')
    .description('list the tokens that work, without their text')
    .action((_: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const { tokens: found } = await hub.call<{ tokens: TokenView[] }>('GET', '/api/v1/tokens')
        const rows = found.map(({ id, name, readOnly, createdAt, expiresAt }) => [
          id,
          name,
          readOnly ? 'reads' : 'everything',
          timeText(createdAt),
          timeText(expiresAt, 'never'),
        ])
        const none = 'There are no tokens. Make one: sxncd token create --name <label>'
        cli.print(command, found, table(['ID', 'NAME', 'MAY', 'CREATED', 'EXPIRES'], rows, none))
      }),
    )

  tokens
    .command('revoke <id>')
    .description('end a token for good')
    .action((id: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const path = `/api/v1/tokens/${pathPart(id)}`
        const { token } = await hub.call<{ token: TokenView }>('DELETE', path)
        cli.print(command, token, `Revoked the token "${token.name}".`)
      }),
    )
}
