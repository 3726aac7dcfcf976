import type { Command } from 'commander'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { table } from './table.ts'

interface AppView {
  readonly type: string
  readonly name: string
  readonly connects: keyof typeof ways
  readonly on: boolean
  readonly own?: boolean
}

const ways = { 'built-in': 'by itself', webdav: 'by WebDAV', file: 'by its file' }

/** `sxncd app …` */
export function appCommands(program: Command, cli: Cli): void {
  const apps = program.command('app').description('the apps that the hub knows')

  apps
    .command('add <name>')
    .description('add an app that the hub does not know, by its name')
    .option('--type <type>', 'how it is called in keys and addresses (default: made of its name)')
    .action((name: string, options: { type?: string }, command: Command) =>
      cli.withNewHub(command, async (hub) => {
        const { type } = options
        const { app } = await hub.call<{ app: AppView }>('POST', '/api/v1/apps', { name, type })
        cli.print(command, app, `Added "${app.name}". Its type is ${app.type}.`)
      }),
    )

  apps
    .command('list')
    .description('list the apps, by type')
    .action((_: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const { apps: found } = await hub.call<{ apps: AppView[] }>('GET', '/api/v1/apps')
        const rows = found.map(({ type, name, connects, on, own }) => [
          type,
          name,
          ways[connects],
          on ? 'on' : 'off',
          own ? 'added' : 'module',
        ])
        const headings = ['TYPE', 'NAME', 'SYNCS', 'STATE', 'FROM']
        cli.print(command, found, table(headings, rows, 'There are no apps.'))
      }),
    )

  apps
    .command('remove <type>')
    .description('remove an app that was added, while nothing is kept under it')
    .action((type: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const path = `/api/v1/apps/${pathPart(type)}`
        const { app } = await hub.call<{ app: AppView }>('DELETE', path)
        cli.print(command, app, `Removed the app "${app.name}".`)
      }),
    )
}
