import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, type Page } from 'playwright/test'

/** A real hub in a process of its own, on a new data folder. */
export interface RunningHub {
  readonly url: string
  /** The one-time link that makes the owner. */
  readonly setUpLink: string
  readonly dataFolder: string
  /** Runs a command of the command line on the hub's folder. @returns what it prints */
  command(...args: string[]): Promise<string>
  /** Sends a sync, as a device would. @returns status and body */
  sync(key: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>
}

const node = process.execPath

export async function startHub(environment: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'sxncd-e2e-'))
  const dataFolder = join(folder, 'data')
  const env = { ...process.env, DATA_DIR: dataFolder, PORT: '0', ...environment }
  const child = spawn(node, ['server/index.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const { address, link } = await readStart(child)
  const hub: RunningHub = {
    url: address,
    setUpLink: link,
    dataFolder,
    async command(...args) {
      const command = spawn(node, ['server/cli.ts', '--data-dir', dataFolder, ...args], { env })
      let printed = ''
      command.stdout.on('data', (chunk) => {
        printed += chunk
      })
      await once(command, 'close')
      return printed.trim()
    },
    async sync(key, body) {
      const reply = await fetch(`${address}/api/v1/sync/update`, {
        method: 'POST',
        headers: { authorization: key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
    },
  }
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  return { hub, stop }
}

/** The address and the set-up link, as the log tells them. */
async function readStart(child: ChildProcess): Promise<{ address: string; link: string }> {
  let address = ''
  if (!child.stdout) throw new Error('the hub has no log')
  for await (const line of createInterface({ input: child.stdout })) {
    const { address: told, msg } = JSON.parse(line)
    address = told ?? address
    const link = /https?:\S+\/set-up#\S+/.exec(msg)?.[0]
    if (link) {
      // What it logs later is not read; it must not block on it.
      child.stdout.resume()
      return { address, link }
    }
  }
  throw new Error('the hub did not start')
}

export const password = 'correct horse battery'

/** Tests with a hub of their own. */
export const test = base.extend<{ hub: RunningHub; environment: Record<string, string> }>({
  environment: [{}, { option: true }],
  hub: async ({ environment }, use) => {
    const { hub, stop } = await startHub(environment)
    await use(hub)
    await stop()
  },
})

/** Makes the owner by the link, as a person does. */
export async function becomeOwner(page: Page, hub: RunningHub, name = 'Ada'): Promise<void> {
  await page.goto(hub.setUpLink)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('The same again').fill(password)
  await page.getByRole('button', { name: 'Set up the hub' }).click()
  await page.waitForURL(`${hub.url}/`)
}
