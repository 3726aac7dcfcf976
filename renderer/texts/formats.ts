export type Formats = ReturnType<typeof createFormats>

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Longest first: the first unit that fits at least once is the one to say. */
const steps: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [365 * day, 'year'],
  [30 * day, 'month'],
  [7 * day, 'week'],
  [day, 'day'],
  [hour, 'hour'],
  [minute, 'minute'],
]

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Times, sizes and numbers as the language writes them. */
export function createFormats(locale: string, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium', ...zone })
  const short = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...zone,
  })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone })
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...zone,
  })
  const number = new Intl.NumberFormat(locale)
  // Making one takes longer than using it, and a list has hundreds of sizes.
  const sizeFormats = new Map<string, Intl.NumberFormat>()

  return {
    /** "3 minutes ago"; undefined within half a minute, which is said in words. */
    relative(at: Date, now: number): string | undefined {
      const gone = at.getTime() - now
      const found = steps.find(([length]) => Math.abs(gone) >= length)
      if (found) return relative.format(Math.trunc(gone / found[0]), found[1])
      return Math.abs(gone) < minute / 2 ? undefined : relative.format(Math.sign(gone), 'minute')
    },
    /** How long something takes or took: "2 days". */
    duration(length: number): string {
      const [unit, name] = steps.slice(2).find(([step]) => Math.abs(length) >= step) ?? [
        minute,
        'minute',
      ]
      const count = Math.max(1, Math.round(Math.abs(length) / unit))
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: name,
        unitDisplay: 'long',
      }).format(count)
    },
    exact: (at: Date) => exact.format(at),
    short: (at: Date) => short.format(at),
    clock: (at: Date) => clock.format(at),
    date: (at: Date) => date.format(at),
    /** "today", "yesterday", else the day of the week and the date. */
    day(at: Date, now: number): string {
      const days = daysBetween(at, new Date(now), timeZone)
      return days === 0 || days === 1 ? relative.format(-days, 'day') : weekday.format(at)
    },
    number: (value: number) => number.format(value),
    size(bytes: number): string {
      const step = Math.min(sizes.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3))
      const value = bytes / 1_000 ** step
      const digits = step === 0 || value >= 100 ? 0 : 1
      const key = `${step} ${digits}`
      const format =
        sizeFormats.get(key) ??
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit: sizes[step] ?? 'byte',
          unitDisplay: step === 0 ? 'long' : 'short',
          maximumFractionDigits: digits,
        })
      sizeFormats.set(key, format)
      return format.format(value)
    },
  }
}

/** Whole days in the reader's zone: yesterday evening is one day ago in the morning. */
function daysBetween(from: Date, to: Date, timeZone?: string): number {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    ...(timeZone !== undefined && { timeZone }),
  })
  const dayOf = (at: Date) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1)
  }
  return Math.round((dayOf(to) - dayOf(from)) / day)
}
