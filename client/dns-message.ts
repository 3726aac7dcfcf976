/** As much of DNS as it takes to find a hub (RFC 1035, 4 and RFC 6762, 18). Runs anywhere. */

/** A name as its labels; they may hold dots. */
export type DnsName = readonly string[]

export const recordTypes = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33 } as const
export type RecordType = keyof typeof recordTypes

export interface Question {
  readonly name: DnsName
  readonly type: RecordType
}

/** A record; `ttl` in seconds, and 0 where it is taken back. */
export type DnsRecord = { readonly name: DnsName; readonly ttl: number } & (
  | { readonly type: 'PTR'; readonly target: DnsName }
  | { readonly type: 'SRV'; readonly target: DnsName; readonly port: number }
  | { readonly type: 'TXT'; readonly entries: ReadonlyMap<string, string> }
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
)

/** mDNS allows no larger packet, headers included. */
const mostBytes = 9_000
const mostRecords = 512
const mostNameBytes = 255
const internet = 1

/** Names compare without case. */
export const nameKey = (name: DnsName): string => name.join('\0').toLowerCase()

/** A query as mDNS sends it: without an id, and without known answers. */
export function encodeQuery(questions: readonly Question[]): Uint8Array {
  const bytes = [0, 0, 0, 0, 0, questions.length, 0, 0, 0, 0, 0, 0]
  for (const { name, type } of questions) {
    for (const label of name) {
      const encoded = new TextEncoder().encode(label)
      bytes.push(encoded.length, ...encoded)
    }
    bytes.push(0, 0, recordTypes[type], 0, internet)
  }
  return Uint8Array.from(bytes)
}

/** Reads a response. @returns undefined for a query, and for anything that is no sound message */
export function readResponse(bytes: Uint8Array): DnsRecord[] | undefined {
  if (bytes.length < 12 || bytes.length > mostBytes) return undefined
  try {
    return readMessage(bytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readMessage(bytes: Uint8Array): DnsRecord[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isResponse = (view.getUint16(2) & 0xf800) === 0x8000
  const questions = view.getUint16(4)
  const count = view.getUint16(6) + view.getUint16(8) + view.getUint16(10)
  if (!isResponse || questions + count > mostRecords) return undefined
  let at = 12
  for (let i = 0; i < questions; i += 1) at = readName(view, at).end + 4
  const records: DnsRecord[] = []
  for (let i = 0; i < count; i += 1) {
    const { name, end } = readName(view, at)
    const type = view.getUint16(end)
    // The highest bit only says that older records are out of date.
    const isInternet = (view.getUint16(end + 2) & 0x7fff) === internet
    const ttl = view.getUint32(end + 4)
    const from = end + 10
    at = from + view.getUint16(end + 8)
    if (at > bytes.length) throw new RangeError('a record ends behind the message')
    const data = isInternet ? readData(view, type, from, at) : undefined
    if (data) records.push({ name, ttl, ...data })
  }
  return records
}

type RecordData = DnsRecord extends infer R
  ? R extends DnsRecord
    ? Omit<R, 'name' | 'ttl'>
    : never
  : never

function readData(view: DataView, type: number, from: number, to: number): RecordData | undefined {
  const whole = (name: { name: DnsName; end: number }) => {
    if (name.end !== to) throw new RangeError('a name does not fill its record')
    return name.name
  }
  switch (type) {
    case recordTypes.PTR:
      return { type: 'PTR', target: whole(readName(view, from)) }
    case recordTypes.SRV:
      return {
        type: 'SRV',
        port: view.getUint16(from + 4),
        target: whole(readName(view, from + 6)),
      }
    case recordTypes.TXT:
      return { type: 'TXT', entries: readTexts(view, from, to) }
    case recordTypes.A:
      return { type: 'A', address: readIpv4(view, from, to) }
    case recordTypes.AAAA:
      return { type: 'AAAA', address: readIpv6(view, from, to) }
  }
  return undefined
}

/** Reads a name, which may go on at an earlier place. */
function readName(view: DataView, start: number): { name: DnsName; end: number } {
  const name: string[] = []
  let size = 0
  let at = start
  // Each jump leads to before where the last one led: so there is an end to them.
  let before = start
  let end: number | undefined
  for (;;) {
    const length = view.getUint8(at)
    if (length >= 0xc0) {
      const target = view.getUint16(at) & 0x3fff
      end ??= at + 2
      if (target >= before) throw new RangeError('a name leads forward')
      before = at = target
      continue
    }
    if (length > 63) throw new RangeError('a label of an unknown kind')
    if (length === 0) return { name, end: end ?? at + 1 }
    size += length + 1
    if (size > mostNameBytes) throw new RangeError('a name is too long')
    name.push(readText(view, at + 1, at + 1 + length))
    at += length + 1
  }
}

/** Key and value pairs (RFC 6763, 6.4): of keys that come again the first counts. */
function readTexts(view: DataView, from: number, to: number): Map<string, string> {
  const entries = new Map<string, string>()
  for (let at = from; at < to; ) {
    const next = at + 1 + view.getUint8(at)
    if (next > to) throw new RangeError('a text ends behind its record')
    const [, key, value = ''] = /^([^=]+)=?(.*)$/s.exec(readText(view, at + 1, next)) ?? []
    if (key !== undefined && !entries.has(key.toLowerCase())) entries.set(key.toLowerCase(), value)
    at = next
  }
  return entries
}

/** Text from the network: what is no UTF-8, or would move the cursor of a terminal, is replaced. */
function readText(view: DataView, from: number, to: number): string {
  if (to > view.byteLength) throw new RangeError('a text ends behind the message')
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    new Uint8Array(view.buffer, view.byteOffset + from, to - from),
  )
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

function readIpv4(view: DataView, from: number, to: number): string {
  if (to - from !== 4) throw new RangeError('no IPv4 address')
  return [0, 1, 2, 3].map((at) => view.getUint8(from + at)).join('.')
}

/** Written as RFC 5952 has it, which is what `URL` does. */
function readIpv6(view: DataView, from: number, to: number): string {
  if (to - from !== 16) throw new RangeError('no IPv6 address')
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => view.getUint16(from + at).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
