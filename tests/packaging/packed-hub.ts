import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { temporaryFolder } from '../helpers/folder.ts'
import { root } from './packing.ts'

export interface PackedHub {
  readonly url: string
  readonly data: string
  readonly pid: number | undefined
  /** @returns its exit code */
  stop(): Promise<number | string>
}

/** The hub of an unpacked package, under plain Node, with nothing of the project near it. */
export async function packedHub(
  unpacked: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PackedHub> {
  const folder = await temporaryFolder()
  const data = join(folder, 'data')
  const child = spawn(process.execPath, [join(unpacked, 'dist/desktop/hub.js')], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: data, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = stopper(child)
  let output = ''
  const url = await new Promise<string>((done, fail) => {
    const read = (part: Buffer) => {
      output += part
      const found = / is ready on (http:\/\/[^"]+)/.exec(output)?.[1]
      if (found) done(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', () => fail(new Error(`the hub ended: ${output}`)))
  })
  return { url, data, pid: child.pid, stop }
}

/**
 * The whole program of an unpacked package, started quietly, where the double stands for Electron:
 * no window opens.
 */
export async function packedProgram(unpacked: string): Promise<PackedHub> {
  const folder = await temporaryFolder()
  const userData = join(folder, 'user-data')
  const register = join(root, 'tests/desktop/electron-double/register.mjs')
  const main = join(unpacked, 'dist/desktop/main.js')
  const child = spawn(
    process.execPath,
    ['--import', pathToFileURL(register).href, main, `--user-data-dir=${userData}`, '--hidden'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, PORT: '0', HTTPS_PORT: '0', SXNCD_TRAY: 'on' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  )
  const stop = stopper(child)
  let problems = ''
  child.stderr?.on('data', (part) => {
    problems += part
  })
  const data = join(userData, 'hub')
  let url = ''
  const started = async () => {
    if (child.exitCode !== null) throw new Error(`the program ended: ${problems}`)
    const lock = await readFile(join(data, 'LOCK'), 'utf8').catch(() => '{}')
    url = JSON.parse(lock).control?.url ?? ''
    return url
  }
  await expect.poll(started, { timeout: 20_000 }).not.toBe('')
  return { url, data, pid: child.pid, stop }
}

function stopper(child: ChildProcess): PackedHub['stop'] {
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return () => {
    child.kill('SIGTERM')
    return ended
  }
}
