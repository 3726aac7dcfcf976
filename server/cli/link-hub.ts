import type { Command } from 'commander'
import { discover } from '../../client/discover.ts'
import { pair } from '../../client/pair.ts'
import { pinnedFetch } from '../../client/pinned-fetch.ts'
import { urlHere } from '../discovery/addresses.ts'
import type { NewKey } from '../links/new-link.ts'
import { isHere, provenHub, seeHttps } from '../links/prove-hub.ts'
import type { Cli } from './context.ts'
import { RefusedError } from './refused-error.ts'

/** The hub that a file is linked with. */
export interface ChosenHub {
  readonly url: string
  readonly name?: string
  readonly pin?: string
  /** Whose settings they are, where that is known. */
  readonly account?: string
  /** A key of it: the one that was given, else a new one. */
  key(deviceName: string): Promise<NewKey>
  /** Ends a key that was made so. */
  revokeKey?(id: string): Promise<void>
}

export interface HubChoice {
  readonly app: string
  readonly hub?: string
  readonly find?: string
  readonly key?: string
  readonly pin?: string
  readonly device?: string
  readonly account?: string
}

type Use = (hub: ChosenHub) => Promise<void>

/** Finds the hub by what the command says: another by its address or name, else this machine's. */
export async function withChosenHub(
  command: Command,
  cli: Cli,
  choice: HubChoice,
  use: Use,
): Promise<void> {
  const { hub, find, pin } = choice
  if (hub !== undefined && find !== undefined) {
    command.error('error: say either --hub or --find', { exitCode: 2 })
  }
  if (hub === undefined && find === undefined) return withOwnHub(command, cli, choice, use)
  if (choice.account !== undefined) {
    command.error('error: --account is for the hub of this machine', { exitCode: 2 })
  }
  const given = choice.key ?? cli.environment.SXNCD_KEY
  if (find !== undefined && given && pin === undefined) {
    throw new RefusedError(
      'Any computer on this network can take the name of a hub. Say by --pin which fingerprint yours has, or, where it has no HTTPS, by --hub where it is; or leave the key out, and the hub is asked for one.',
      400,
    )
  }
  const found = find === undefined ? { url: hub ?? '' } : await findHub(cli, find)
  const named = { ...found, ...(pin !== undefined && { pin }) }
  const chosen = given ? named : await pinned(cli, named)
  await use({
    ...chosen,
    key: async (deviceName) =>
      given ? { text: given } : askForKey(cli, choice.app, deviceName, chosen),
  })
}

type Address = Pick<ChosenHub, 'url' | 'name' | 'pin'>

/** A hub that has HTTPS is asked by it, and is the same one ever after. */
async function pinned(cli: Cli, hub: Address): Promise<Address> {
  if (hub.pin !== undefined) return provenHub({ kind: 'other', ...hub })
  const seen = isHere(hub.url) ? 'none' : await seeHttps(hub.url)
  if (typeof seen === 'string') return hub
  if (seen.isTrusted) return { ...hub, url: seen.url }
  cli.err(`The hub at ${seen.url} has the fingerprint ${seen.fingerprint}.\n`)
  return { ...hub, url: seen.url, pin: seen.fingerprint }
}

async function askForKey(
  cli: Cli,
  app: string,
  deviceName: string,
  { url, pin }: Address,
): Promise<NewKey> {
  const { key } = await pair({
    hub: url,
    app,
    deviceName,
    ...(pin !== undefined && { fetch: pinnedFetch(pin) }),
    onCode: ({ code }) =>
      cli.err(
        `Approve the request with the code ${code} on the hub, or give a --key. If the hub shows no such request, another computer pretends to be it: stop with Ctrl+C.\n`,
      ),
  })
  return { text: key }
}

async function findHub(cli: Cli, name: string) {
  cli.err('Looking for 2 s\n')
  const hubs = await discover()
  const fitting = hubs.filter((hub) => hub.name.toLowerCase() === name.toLowerCase())
  const [only, second] = fitting
  if (!only) {
    const names = hubs.map((hub) => `"${hub.name}"`).join(', ')
    throw new RefusedError(
      `No hub named "${name}" answered. ${names ? `There are: ${names}.` : 'Nor did any other.'}`,
      404,
    )
  }
  if (second) {
    const urls = fitting.map(({ url }) => url).join(', ')
    throw new RefusedError(`More than one hub is named so: ${urls}. Choose by --hub.`, 409)
  }
  return { url: only.url, name: only.name }
}

/** The hub of this machine makes a key by itself; whoever may read its folder is its owner. */
function withOwnHub(command: Command, cli: Cli, choice: HubChoice, use: Use): Promise<void> {
  if (choice.pin !== undefined) {
    command.error('error: --pin is for another hub: say which by --hub or --find', { exitCode: 2 })
  }
  return cli.withHub(command, async (hub) => {
    const url = hub.localUrl ?? addressWhenItRuns(command, cli)
    if (choice.key !== undefined) {
      const given = { text: choice.key }
      return use({ url, key: async () => given })
    }
    const { account = await onlyOwner(hub), app } = choice
    await use({
      url,
      account,
      revokeKey: async (id) => void (await hub.call('DELETE', `/api/v1/keys/${id}`)),
      async key(deviceName) {
        const body = { account, app, name: `${deviceName} (linked file)` }
        const made = await hub.call<{ text: string; key: { id: string } }>(
          'POST',
          '/api/v1/keys',
          body,
        )
        return { text: made.text, id: made.key.id }
      },
    })
  })
}

type Hub = Parameters<Parameters<Cli['withHub']>[1]>[0]

async function onlyOwner(hub: Hub): Promise<string> {
  const { accounts } = await hub.call<{ accounts: { name: string; role: string }[] }>(
    'GET',
    '/api/v1/accounts',
  )
  const owners = accounts.filter(({ role }) => role === 'owner')
  const [only, second] = owners.length > 0 ? owners : accounts
  if (!only) {
    throw new RefusedError('The hub has no account yet. Make one: sxncd account create <name>', 404)
  }
  if (second)
    throw new RefusedError('The hub has more than one account: say --account <name>.', 400)
  return only.name
}

function addressWhenItRuns(command: Command, cli: Cli): string {
  const { host, port } = cli.configOf(command)
  if (port === 0) throw new RefusedError('Start the hub first: its port is chosen then.', 409)
  return urlHere(host, port)
}
