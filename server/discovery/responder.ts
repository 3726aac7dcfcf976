import { type DnsPacket, type DnsRecord, isSameName, type Question } from './records.ts'

type Reply = Pick<DnsPacket, 'answers' | 'additionals'>

/**
 * What the owner of some records answers to a query (RFC 6762, 6 and 7.1); undefined where it has
 * nothing to say, or nothing that the querier does not know.
 */
export function answerTo(query: DnsPacket, records: readonly DnsRecord[]): Reply | undefined {
  const answers = records.filter(
    (record) =>
      query.questions.some((question) => asksFor(question, record)) &&
      !query.answers.some((known) => isSame(known, record) && known.ttl >= record.ttl / 2),
  )
  if (answers.length === 0) return undefined
  return { answers, additionals: worthAdding(answers, records) }
}

const asksFor = ({ name, type }: Question, record: DnsRecord) =>
  isSameName(name, record.name) && (type === record.type || type === 'ANY')

const isSame = (a: DnsRecord, b: DnsRecord) =>
  a.type === b.type &&
  isSameName(a.name, b.name) &&
  JSON.stringify(a.data) === JSON.stringify(b.data)

/** What the querier will ask for next: the service behind a name, the addresses behind a host. */
function worthAdding(answers: readonly DnsRecord[], records: readonly DnsRecord[]): DnsRecord[] {
  const added = new Set<DnsRecord>()
  const add = (name: string) => {
    for (const record of records) {
      if (!isSameName(record.name, name) || answers.includes(record)) continue
      added.add(record)
      if (record.type === 'SRV') add(record.data.target)
    }
  }
  for (const answer of answers) {
    if (answer.type === 'PTR') add(answer.data)
    if (answer.type === 'SRV') add(answer.data.target)
  }
  return [...added].filter(({ type }) => type !== 'PTR')
}

/** For one who asked from another port than that of mDNS, as plain DNS would (RFC 6762, 6.7). */
export const forLegacy = (records: readonly DnsRecord[]): DnsRecord[] =>
  records.map((record) => ({ ...record, ttl: Math.min(record.ttl, 10), flush: false }))

/** To which host somebody else gives the name that this one has, or is about to take. */
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
