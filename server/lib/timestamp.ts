import { DateTime, IANAZone } from 'luxon'
import { hours, minutes, seconds } from './clock.ts'

const canonical = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** What names only a year, a month or a time of day is no instant: there must be a day. */
const day = String.raw`\d{4}(?:-\d\d-\d\d|\d{4}|-W\d\d-\d|W\d{3}|-\d{3}|\d{3})`
const time = String.raw`(\d\d)(?::?(\d\d)(?::?(\d\d))?)?(?:[.,](\d+))?`
const offset = String.raw`Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?`
/** Some programs add the zone in brackets, and others a calendar to show the date in (RFC 9557). */
const zone = String.raw`\[!?([\w+/:-]+)\]`
const tags = String.raw`(?:\[!?[a-z_][\w-]*=[\w-]+\])*`
const shape = new RegExp(
  String.raw`^(?:\+00)?(${day})(?:[T ]${time}(${offset})?(?:${zone})?${tags})?$`,
  'i',
)

/**
 * Reads the instant of an ISO 8601 stamp, in ms since 1970, to the millisecond. A stamp without a
 * zone is read in `hubZone` (an IANA name or `system`). Undefined for what names no instant.
 */
export function readTimestamp(text: string, hubZone: string): number | undefined {
  if (canonical.test(text)) {
    const ms = Date.parse(text)
    // Date.parse turns February 30 into March 2; such a stamp is none.
    if (!Number.isNaN(ms) && new Date(ms).toISOString() === text) return ms
  }
  const match = text.length <= 64 && shape.exec(text)
  if (!match) return undefined
  const [, date = '', hour = '00', minute, second, fraction, shift = '', zoneName] = match
  const named = zoneName === undefined ? hubZone : zoneCalled(zoneName)
  if (named === undefined) return undefined
  // A leap second is the last moment of its minute: no clock here can tell it apart.
  const isLeap = minute === '59' && second === '60'
  const clock = `${hour}:${minute ?? '00'}:${isLeap ? '59' : (second ?? '00')}`
  const whole = DateTime.fromISO(`${date.toUpperCase()}T${clock}${shift}`, {
    zone: named,
  })
  const unit = second ? seconds(1) : minute ? minutes(1) : hours(1)
  const part = isLeap ? 999 : partOf(unit, fraction)
  if (!whole.isValid || (hour === '24' && part > 0)) return undefined
  return (shift ? whole.toMillis() : firstOf(whole)) + part
}

/** A zone by its name, or by an offset as Java prints one without a name. */
function zoneCalled(name: string): string | undefined {
  if (IANAZone.isValidZone(name)) return name
  const [, fixed] = /^(?:GMT|UTC?)?([+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/i.exec(name) ?? []
  return fixed && `UTC${fixed.replace(/(\d\d):?(\d\d)$/, '$1:$2')}`
}

/**
 * The first of the two instants that a reading in a repeated hour may mean, whatever the season is
 * now: a copy must not seem newer than it is, and the same stamp is always the same instant.
 */
const firstOf = (reading: DateTime): number =>
  reading
    .getPossibleOffsets()
    .reduce((first, one) => Math.min(first, one.toMillis()), Number.POSITIVE_INFINITY)

/** A decimal fraction of a unit, in whole ms: what is left over is cut off, not rounded. */
function partOf(unit: number, digits = ''): number {
  return Math.floor((Number(digits.slice(0, 9).padEnd(9, '0')) * unit) / 1e9)
}
