import type { App } from '../../../server/api/schemas/apps.ts'

/** In the order in which the window offers them. */
export const categories = ['browser', 'privacy', 'network', 'media', 'tools'] as const

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** The apps of the category, or of all, whose name or description holds every one of the words. */
export function findApps(
  apps: readonly App[],
  words: string,
  category?: App['category'],
): readonly App[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  return apps.filter((app) => {
    const text = plain(`${app.name} ${app.description}`)
    const inCategory = category === undefined || app.category === category
    return inCategory && wanted.every((word) => text.includes(word))
  })
}
