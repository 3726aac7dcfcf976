import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeCertificate } from './certificate.ts'
import { findProgram } from './programs.ts'
import { startedProxy } from './proxy-process.ts'

const program = findProgram('nginx')

/** Why tests with a real proxy are left out here, if they are. */
export const noNginx = program
  ? undefined
  : 'there is no nginx here (Debian: apt install nginx-light)'

/** The sample of a page in docs/ that has this heading, such as `nginx, under a path`. */
export function sampleOf(heading: string, page = 'self-hosting'): string {
  const text = readFileSync(join(import.meta.dirname, `../../docs/${page}.md`), 'utf8')
  const found = text.split('```').find((part) => part.includes(`\n# ${heading}\n`))
  if (!found) throw new Error(`docs/${page}.md has no sample "${heading}"`)
  return found
}

/** A real nginx on a port of loopback, with this inside of its `server`. @returns what stops it */
export async function startNginx(
  folder: string,
  {
    port,
    secure,
    inside,
  }: { readonly port: number; readonly secure: boolean; readonly inside: string },
) {
  if (!program) throw new Error(noNginx)
  await mkdir(folder, { recursive: true })
  const file = (name: string) => join(folder, name)
  if (secure) makeCertificate(folder)
  const tls = `ssl_certificate ${file('cert.pem')}; ssl_certificate_key ${file('key.pem')};`
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${file(name)};`)
    .join(' ')
  const configuration = `daemon off; master_process off; pid ${file('pid')}; error_log ${file('error.log')};
events {}
http { access_log off; ${temporary}
server { listen 127.0.0.1:${port}${secure ? ' ssl' : ''}; ${secure ? tls : ''}
${inside}
}}`
  await writeFile(file('nginx.conf'), configuration)
  const child = spawn(program, ['-p', folder, '-c', file('nginx.conf'), '-e', file('error.log')], {
    stdio: 'ignore',
  })
  return startedProxy(child, port, () => readFileSync(file('error.log'), 'utf8'))
}
