import { DateTime } from 'luxon'

const canonical = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A date, then perhaps a time: what names only a year, a month or a time of day is no instant. */
const shape = /^([+-]\d{6}|\d{4})(-\d\d-\d\d|\d{4}|-W\d\d-\d|W\d{3}|-\d{3}|\d{3})([T ].+)?$/i

/** Digits of a second beyond the millisecond are cut off, not rounded. */
const subMillisecond = /([.,]\d{3})\d+/

/**
 * Reads the instant of an ISO 8601 stamp, in ms since 1970, to the millisecond. A stamp without a
 * zone is read in `zone` (an IANA name or `system`). Undefined for what names no instant.
 */
export function readStamp(text: string, zone: string): number | undefined {
  if (canonical.test(text)) {
    const ms = Date.parse(text)
    // Date.parse turns February 30 into March 2; such a stamp is none.
    if (!Number.isNaN(ms) && new Date(ms).toISOString() === text) return ms
  }
  if (text.length > 64 || !shape.test(text)) return undefined
  const iso = text.replace(subMillisecond, '$1').replace(' ', 'T').toUpperCase()
  const time = DateTime.fromISO(leapSecond(iso), { zone })
  const inRange = time.isValid && time.year >= 0 && time.year <= 9999
  return inRange ? time.toMillis() : undefined
}

/** A leap second is the last moment of its minute: no clock here can tell it apart. */
function leapSecond(iso: string): string {
  return iso.replace(/(T\d\d:?59:?)60([.,]\d+)?/, '$159.999')
}
