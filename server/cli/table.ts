/** Lines up rows under their headings; an empty list says so in `empty`. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
): string {
  if (rows.length === 0) return empty
  const all = [headings, ...rows]
  const widths = headings.map((_, column) =>
    all.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
  )
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A moment from the API as a person reads it, in the zone of this machine. */
export function timeText(iso: string | undefined, otherwise = '-'): string {
  if (!iso) return otherwise
  return new Date(iso).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
}
