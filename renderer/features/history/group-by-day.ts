import type { Version } from '../../../server/api/schemas/history.ts'

interface Day {
  day: string
  items: Version[]
}

/** Versions that came on the same day, kept in their order. */
export function groupByDay(versions: readonly Version[], dayOf: (at: string) => string): Day[] {
  const days: Day[] = []
  for (const version of versions) {
    const day = dayOf(version.receivedAt)
    const last = days.at(-1)
    if (last?.day === day) last.items.push(version)
    else days.push({ day, items: [version] })
  }
  return days
}
