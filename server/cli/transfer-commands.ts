import type { Command } from 'commander'
import { discover } from '../../client/discover.ts'
import { pinnedFetch } from '../../client/pinned-fetch.ts'
import { pull } from '../../client/pull.ts'
import { type Action, sync } from '../../client/sync.ts'
import { sizeText } from '../lib/config-values.ts'
import { savedAtOf } from '../links/hub-end.ts'
import { readSettingsFile } from '../links/read-settings-file.ts'
import { writeSettingsFile } from '../links/write-settings-file.ts'
import type { Cli } from './context.ts'
import { refusable } from './refusable.ts'
import { RefusedError } from './refused-error.ts'
import { stripControlChars } from './strip-control-chars.ts'
import { table } from './table.ts'

interface HubOptions {
  readonly hub: string
  readonly key?: string
  readonly pin?: string
  readonly passwordStdin?: boolean
}

interface PushOptions extends HubOptions {
  readonly device: string
  readonly saved?: string
}

const outcomes: Readonly<Record<Action, string>> = {
  created: 'The hub had no settings for this app; it has these now.',
  none: 'The hub has the same settings already.',
  incomingNewer: 'The hub has these settings now; what it had before is in its history.',
  existingNewer: 'The hub keeps what it has: it is newer, or this device is new to the hub.',
}

/** `sxncd push`, `pull` and `discover`: clients of any hub, not only of the one on this machine. */
export function transferCommands(program: Command, cli: Cli): void {
  const command = (usage: string, about: string) =>
    program
      .command(usage)
      .description(about)
      .requiredOption('--hub <url>', 'the address of the hub')
      .option('--key <key>', 'the key of the app; SXNCD_KEY does not show it to other users')
      .option(
        '--pin <fingerprint>',
        'send nothing unless the hub, by https://, has this fingerprint',
      )
      .option(
        '--password-stdin',
        'encrypt: the password is the first line of standard input, an old one the second',
      )

  const access = async (options: HubOptions) => {
    const { hub, key = cli.environment.SXNCD_KEY, pin, passwordStdin } = options
    if (!key) throw new RefusedError('A key is needed: --key <key>, or SXNCD_KEY.', 400)
    const own = { hub, key, ...(pin !== undefined && { fetch: pinnedFetch(pin) }) }
    if (!passwordStdin) return own
    const [password, oldPassword] = (await cli.input()).split(/\r?\n/)
    if (!password) throw new RefusedError('There is no password on standard input.', 400)
    return { ...own, password, ...(oldPassword && { oldPassword }) }
  }

  command('push <file>', 'send a file that an app has exported to a hub')
    .requiredOption('--device <name>', 'the name of this device; keep it the same')
    .option('--saved <date>', 'when the settings were saved, ISO 8601 (default: as the file says)')
    .action((file: string, options: PushOptions, self: Command) =>
      refusable(async () => {
        const { text, savedAt } = await readSettingsFile(file)
        const own = await access(options)
        cli.err(`Sending ${file} (${sizeText(Buffer.byteLength(text))}) to ${options.hub}\n`)
        const savedTs = options.saved ?? savedAt
        const upload = { ...own, deviceName: options.device, savedTs, settings: text }
        const { action, data } = await sync(upload)
        const isSame = data === text
        cli.print(self, { action, same: isSame }, outcomes[isSame ? same(action) : action])
        if (isSame) return
        throw new RefusedError(
          `${file} was not taken over; the hub keeps it in its history. "sxncd pull" fetches what the hub has.`,
          409,
        )
      }),
    )

  command('pull <file>', 'write the settings that a hub has into a file; - prints them').action(
    (file: string, options: HubOptions, self: Command) =>
      refusable(async () => {
        const own = await access(options)
        cli.err(`Asking ${options.hub}\n`)
        const { settings, version } = await pull(own)
        if (file === '-') return cli.out(settings)
        const saved = { text: settings, savedAt: new Date(savedAtOf(version, Date.now)) }
        const written = await writeSettingsFile(file, saved)
        const { changed, backup } = written
        const about = `version ${version.version}, by ${version.deviceName}`
        const kept = backup ? `\nThe file that was there is kept as ${backup}.` : ''
        const text = changed ? `Wrote ${file}: ${about}.${kept}` : `${file} is the same: ${about}.`
        cli.print(self, { file, version: version.version, ...written }, stripControlChars(text))
      }),
  )

  program
    .command('discover')
    .description('find the hubs on this network')
    .action((_: object, self: Command) =>
      refusable(async () => {
        cli.err('Looking for 2 s\n')
        const hubs = await discover()
        const rows = hubs.map(({ name, url, id }) => [name, url, id])
        if (hubs.length > 0 || self.optsWithGlobals<{ json?: boolean }>().json) {
          cli.print(self, hubs, table(['NAME', 'ADDRESS', 'ID'], rows, ''))
        }
        if (hubs.length === 0) throw new RefusedError(noHub, 404)
      }),
    )
}

const noHub =
  'No hub answered. Is it switched on, on this network, and open to it? "docs/clients.md" says more.'

/** Sent again later, with a stamp that is too old to count: nobody has to do anything. */
const same = (action: Action): Action => (action === 'existingNewer' ? 'none' : action)
