import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeCertificate } from './certificate.ts'
import { findProgram } from './programs.ts'
import { startedProxy } from './proxy-process.ts'

const program = findProgram('caddy')

/** Why tests with it are left out here, if they are. */
export const noCaddy = program ? undefined : 'there is no Caddy here (Debian: apt install caddy)'

/**
 * A real Caddy on a port of loopback, by HTTPS. @param site a sample of the page for self-hosting
 * @returns what stops it
 */
export async function startCaddy(folder: string, { port, site }: { port: number; site: string }) {
  if (!program) throw new Error(noCaddy)
  await mkdir(folder, { recursive: true })
  const { cert, key } = makeCertificate(folder)
  const head = `{\n\tadmin off\n\tauto_https off\n\tskip_install_trust\n\tgrace_period 1s\n}\n`
  const own = `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}`
  const file = join(folder, 'Caddyfile')
  await writeFile(file, head + site.replace(/^(?:sync\.)?example\.com \{/m, own))
  const log = join(folder, 'log')
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const args = ['run', '--config', file, '--adapter', 'caddyfile']
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = createWriteStream(log)
  for (const stream of [child.stdout, child.stderr]) stream.pipe(written, { end: false })
  const stop = await startedProxy(child, port, () => readFile(log, 'utf8'))
  return async () => {
    await stop()
    written.end()
  }
}
