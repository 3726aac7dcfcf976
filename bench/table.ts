/** A table in Markdown, its columns aligned so that it reads well as it stands. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const isText = head.map((_, at) => rows.some((row) => /[a-z]{2}/i.test(row[at] ?? '')))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => pad(cell, widths[at] ?? 0, isText[at])).join(' | ')} |`
  const rule = widths.map((width, at) =>
    isText[at] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

const pad = (cell: string, width: number, isText = false) =>
  isText ? cell.padEnd(width) : cell.padStart(width)
