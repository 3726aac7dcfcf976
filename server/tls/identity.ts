import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Clock } from '../lib/clock.ts'
import { fingerprintOf, isCurrent, makeCertificate } from './certificate.ts'

/** What a server shows for itself over TLS, as PEM, and by what clients know it again. */
export interface Credentials {
  readonly key: string
  readonly cert: string
  /** SHA-256 of the public key, in hex. */
  readonly fingerprint: string
}

export interface Identity {
  /** Credentials that are good now, for these names. @throws Error that says what is wrong */
  credentials(names: readonly string[]): Promise<Credentials>
}

/** Where the hub keeps its own key: files that only it can read, on disk when `write` resolves. */
export interface TlsFiles {
  read(name: string): Promise<Buffer | undefined>
  write(name: string, data: Buffer): Promise<void>
}

export interface OwnIdentityParts {
  readonly files: TlsFiles
  readonly label: string
  readonly now: Clock
}

/**
 * The hub's own identity. Its key is made once and stays, since devices know the hub by it; the
 * certificate around it is made anew whenever names, addresses or years ask for it.
 */
export function ownIdentity({ files, label, now }: OwnIdentityParts): Identity {
  let key: KeyObject | undefined
  let cert: string | undefined
  return {
    async credentials(names) {
      key ??= await keptKey(files)
      cert ??= (await files.read('cert.pem'))?.toString()
      if (!cert || !stillDoes(cert, { key, names, now: now() })) {
        cert = makeCertificate({ key, label, names, now: now() })
        await files.write('cert.pem', Buffer.from(cert))
      }
      return { key: pemOf(key), cert, fingerprint: fingerprintOf(cert) }
    },
  }
}

/** A damaged certificate is no loss: the key makes another. */
function stillDoes(...question: Parameters<typeof isCurrent>): boolean {
  try {
    return isCurrent(...question)
  } catch {
    return false
  }
}

async function keptKey(files: TlsFiles): Promise<KeyObject> {
  const kept = await files.read('key.pem')
  if (!kept) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await files.write('key.pem', Buffer.from(pemOf(privateKey)))
    return privateKey
  }
  // Another key in its place would look like another hub to every device.
  const problem = problemInKey(kept)
  if (!problem) return createPrivateKey(kept)
  throw new Error(
    `tls/key.pem in the data folder ${problem}. Put it back from a backup; or delete it, and pair the devices that use HTTPS again`,
  )
}

/** Why bytes cannot be the key of a hub, which is one on the curve P-256. */
export function problemInKey(pem: Buffer): string | undefined {
  try {
    const { asymmetricKeyDetails } = createPrivateKey(pem)
    if (asymmetricKeyDetails?.namedCurve === 'prime256v1') return undefined
    return 'is not a key on the curve P-256'
  } catch {
    return 'is damaged'
  }
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string

/** A certificate of the owner's own. It is read anew each time, so that a renewed one counts. */
export const givenIdentity = (certPath: string, keyPath: string): Identity => ({
  async credentials() {
    // One after the other: if both are missing, it is always the same one that is named.
    const cert = await readText(certPath, 'TLS_CERT')
    const key = await readText(keyPath, 'TLS_KEY')
    return { key, cert, fingerprint: checked(cert, key) }
  },
})

async function readText(path: string, option: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${option}=${path}: cannot be read (${error.code})`)
  })
}

function checked(cert: string, key: string): string {
  try {
    const fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
    if (fits) return fingerprintOf(cert)
  } catch {
    throw new Error('TLS_CERT and TLS_KEY: not a certificate and a key without a password, as PEM')
  }
  throw new Error('TLS_CERT and TLS_KEY: the key does not belong to the certificate')
}
