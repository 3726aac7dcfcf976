import { decode, encode, type Packet } from 'dns-packet'
import type { DnsPacket } from '../../../server/discovery/records.ts'

const authoritative = 1 << 10

/** A packet of mDNS as it goes over the wire. */
export function encoded(packet: Partial<DnsPacket> & Pick<DnsPacket, 'type'>): Buffer {
  const flags = packet.type === 'response' ? authoritative : 0
  // The encoder turns texts into bytes where they stand.
  return encode({ ...structuredClone(packet), flags } as unknown as Packet)
}

/** What was sent over the wire; undefined where it is no packet of DNS. */
export function decoded(bytes: Buffer): DnsPacket | undefined {
  try {
    const { id = 0, type, ...parts } = decode(bytes)
    const { questions, answers, authorities, additionals } = parts as unknown as DnsPacket
    return {
      ...{ id, questions, authorities, additionals, answers: answers.map(readable) },
      type: type === 'response' ? 'response' : 'query',
    }
  } catch {
    return undefined
  }
}

/** Texts come as bytes. */
function readable(record: DnsPacket['answers'][number]) {
  if (record.type !== 'TXT') return record
  return { ...record, data: [record.data].flat().map(String) }
}
