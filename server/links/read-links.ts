import type { LinkView } from './link.ts'
import { linksFile, type StoredLink } from './links-file.ts'
import { beginning, type Progress } from './progress.ts'

/** The links of a file as they were left, or as another program has them at work. */
export async function readLinks(
  file: string,
  now: number,
): Promise<{ readonly links: readonly LinkView[]; readonly problem: string | undefined }> {
  const kept = linksFile(file)
  const { links, problem } = await kept.open(now)
  const progress = await kept.readProgress()
  return { links: links.map((link) => viewOf(link, progress.get(link.id))), problem }
}

/** A link as people see it. */
export function viewOf({ key: _, ...link }: StoredLink, progress: Progress = beginning): LinkView {
  const { known: __, ...shown } = progress
  return { ...link, ...shown } as LinkView
}
