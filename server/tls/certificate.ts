import {
  createPublicKey,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { isIP, isIPv4 } from 'node:net'
import { days } from '../lib/clock.ts'
import {
  bits,
  implicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
  wrap,
  yes,
} from './der.ts'

/** Systems of Apple refuse certificates that last longer than 825 days. */
const life = days(800)
/** A new one is made when less than this is left. */
const reserve = days(60)
/** Devices whose clocks are behind must take a new certificate too. */
const leeway = days(2)

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

export interface CertificateWish {
  /** An elliptic key on P-256. */
  readonly key: KeyObject
  /** What a person sees as the owner of the certificate. */
  readonly label: string
  /** The names and addresses that it is for. */
  readonly names: readonly string[]
  readonly now: number
}

/**
 * Makes a self-signed certificate for a server (RFC 5280) and writes it as PEM. Node has no maker
 * of certificates, and the packages that make them bring twenty others along for every kind that
 * there is; this is the one kind that a hub needs.
 */
export function makeCertificate({ key, label, names, now }: CertificateWish): string {
  const publicKey = spkiOf(key)
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8(label))))
  const body = sequence(
    wrap(0, integer(Buffer.from([2]))), // Version 3
    integer(Buffer.from([0x01, ...randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(time(now - leeway), time(now + life)),
    name,
    publicKey,
    wrap(
      3,
      sequence(
        // It vouches for itself alone: who trusts it trusts no other name by it.
        extension('2.5.29.19', sequence(), 'critical'),
        extension('2.5.29.15', bits(Buffer.from([0x80]), 7), 'critical'), // Digital signatures
        extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // Of a server
        extension('2.5.29.14', octets(hash('sha256', publicKey, 'buffer').subarray(0, 20))),
        extension('2.5.29.17', sequence(...names.filter(fits).map(alternativeName))),
      ),
    ),
  )
  const signature = bits(sign('sha256', body, key))
  return pem(sequence(body, ecdsaWithSha256, signature))
}

const extension = (id: string, value: Uint8Array, critical?: 'critical') =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value))

const fits = (name: string) => isIP(name) !== 0 || /^[\w-]+(\.[\w-]+)*$/.test(name)

const alternativeName = (name: string) =>
  isIP(name) ? implicit(7, addressBytes(name)) : implicit(2, Buffer.from(name))

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  // A URL writes every address in the one short way, an IPv4 ending in hexadecimal too.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = [], tail = []] = short.split('::').map((half) => half.split(':').filter(Boolean))
  const gap = new Array<string>(8 - head.length - tail.length).fill('0')
  return Buffer.from(
    [...head, ...gap, ...tail].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  )
}

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`

const spkiOf = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' })

/**
 * By what a client knows the hub again: SHA-256 of the public key (SubjectPublicKeyInfo, as RFC
 * 7469 pins it), in hex. It outlives the certificate, which changes with names, addresses and years.
 */
export const fingerprintOf = (certificate: string): string =>
  hash('sha256', new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))

/** Whether a certificate still does: for this key and these names, now and for a while to come. */
export function isCurrent(
  certificate: string,
  { key, names, now }: Omit<CertificateWish, 'label'>,
) {
  const known = new X509Certificate(certificate)
  const until = known.validToDate.getTime()
  return (
    known.checkPrivateKey(key) &&
    known.validFromDate.getTime() <= now &&
    now + reserve < until &&
    until <= now + life + days(1) &&
    names
      .filter(fits)
      .every((name) => (isIP(name) ? known.checkIP(name) : known.checkHost(name)) !== undefined)
  )
}
