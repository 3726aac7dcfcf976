import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a certificate for loopback in a folder. @returns its files */
export function makeCertificate(folder: string): { readonly cert: string; readonly key: string } {
  mkdirSync(folder, { recursive: true })
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const args = ['req', ...kind, '-days', '2', ...subject, '-out', cert, '-keyout', key]
  execFileSync('openssl', args, { stdio: 'ignore' })
  return { cert, key }
}
