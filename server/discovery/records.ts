/** As much of a record of DNS as a hub announces; `ttl` in seconds. */
export type DnsRecord = {
  readonly name: string
  ttl: number
  /** The sender alone has this name and type: what others knew before is out of date. */
  readonly flush?: boolean
} & (
  | { readonly type: 'PTR' | 'A' | 'AAAA'; readonly data: string }
  | { readonly type: 'SRV'; readonly data: { readonly port: number; readonly target: string } }
  | { readonly type: 'TXT'; readonly data: string[] }
)

export interface Question {
  readonly name: string
  /** May be any type, also one that no hub has, or ANY. */
  readonly type: string
}

/** What goes over the wire; records of other types than the above come in as well. */
export interface DnsPacket {
  readonly id: number
  readonly type: 'query' | 'response'
  readonly questions: readonly Question[]
  readonly answers: readonly DnsRecord[]
  readonly authorities: readonly DnsRecord[]
  readonly additionals: readonly DnsRecord[]
}

/** What a hub announces. */
export interface Announcement {
  /** Its UUID. */
  readonly id: string
  readonly name: string
  readonly port: number
  /** What else clients should know before they call; keys are short and lower case. */
  readonly txt: Readonly<Record<string, string>>
}

export const serviceName = 'sxncd'
export const serviceType = `_${serviceName}._tcp.local`
const allTypes = '_services._dns-sd._udp.local'

/** Lifetimes as RFC 6762 has them: what names an address goes after two minutes. */
const hostTtl = 120
const serviceTtl = 4_500

/** The name of the machine as the hub announces it; no other has it, so there is no conflict over it. */
export const hostNameOf = (hubId: string): string => `sxncd-${hubId.slice(0, 8)}.local`

/** Everything that is announced on one network, where the hub has these addresses. */
export function recordsOf(
  { id, port, txt }: Announcement,
  label: string,
  addresses: readonly string[],
): DnsRecord[] {
  const instance = instanceOf(label)
  const host = hostNameOf(id)
  const pairs = Object.entries(txt).map(([key, value]) => shortened(`${key}=${value}`, 255))
  return [
    { name: serviceType, type: 'PTR', ttl: serviceTtl, data: instance },
    { name: instance, type: 'SRV', ttl: hostTtl, flush: true, data: { port, target: host } },
    { name: instance, type: 'TXT', ttl: serviceTtl, flush: true, data: pairs },
    ...addresses.map(
      (data): DnsRecord => ({
        name: host,
        type: data.includes(':') ? 'AAAA' : 'A',
        ttl: hostTtl,
        flush: true,
        data,
      }),
    ),
    { name: allTypes, type: 'PTR', ttl: serviceTtl, data: serviceType },
  ]
}

export const instanceOf = (label: string): string => `${label}.${serviceType}`

/**
 * The name under which a hub is listed. Of those who want the same one, all but one take the next:
 * "Home (2)"; a hub that was refused too often takes a name with its own id.
 */
export function labelOf({ id, name }: Announcement, attempt: number): string {
  const isLast = attempt > maxAttempts
  const suffix = attempt === 1 ? '' : ` (${isLast ? id.slice(0, 8) : attempt})`
  // A dot would begin another part of the name.
  const plain = name.replaceAll('.', '-').trim() || 'SxncD hub'
  return shortened(plain, 63 - suffix.length) + suffix
}

export const maxAttempts = 9

/** The beginning of a text that fits into so many bytes. */
function shortened(text: string, bytes: number): string {
  let short = text
  while (Buffer.byteLength(short) > bytes) short = [...short].slice(0, -1).join('')
  return short
}

/** What a goodbye takes back: not that there are hubs at all, which others announce too. */
export const ownRecords = (records: readonly DnsRecord[]): DnsRecord[] =>
  records.filter(({ name }) => name !== allTypes)

/** For a client that asked from another port than that of mDNS, as plain DNS would (RFC 6762, 6.7). */
export const forLegacy = (records: readonly DnsRecord[]): DnsRecord[] =>
  records.map((record) => ({ ...record, ttl: Math.min(record.ttl, 10), flush: false }))

/** Names are the same in upper and lower case. */
export const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Whether a record answers a question. */
export const asksFor = ({ name, type }: Question, record: DnsRecord): boolean =>
  isSameName(name, record.name) && (type === record.type || type === 'ANY')

/** The hosts to which other hubs give the name that this one has, or is about to take. */
export function rivalsOf(
  records: readonly DnsRecord[],
  instance: string,
  ownHost: string,
): string[] {
  return records.flatMap((record) => {
    if (record.type !== 'SRV' || record.ttl === 0 || !isSameName(record.name, instance)) return []
    return isSameName(record.data.target, ownHost) ? [] : [record.data.target.toLowerCase()]
  })
}
