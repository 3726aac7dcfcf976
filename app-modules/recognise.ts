/** What an export looks like from outside: the names of its outermost fields. */
export interface Shape {
  /** It is a list; the names are those of the objects in it. */
  readonly list: boolean
  readonly names: readonly string[]
}

/** Which app an export looks to be of. */
export interface Recognition {
  /** The type of the app. */
  readonly app: string
  /** Whether more than one field speaks for it. */
  readonly sure: boolean
}

/** More names than any export has whose fields are not data themselves. */
const maxNames = 300
/** So many of the names must be known: a newer version of an app adds some. */
const leastShare = 0.5

/** The shape of parsed JSON. @returns undefined for what has no names, such as a number */
export function shapeOf(json: unknown): Shape | undefined {
  const list = Array.isArray(json)
  const objects = (list ? json.slice(0, maxNames) : [json]).filter(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  const names = [...new Set(objects.flatMap((value) => Object.keys(value)))].slice(0, maxNames)
  return names.length > 0 ? { list, names } : undefined
}

/** The shape of the text of an export. @returns undefined for what is no JSON as well */
export function shapeOfText(text: string): Shape | undefined {
  try {
    return shapeOf(JSON.parse(text.replace(/^\ufeff/, '')))
  } catch {
    return undefined
  }
}

/**
 * Tells which app an export is of, by its shape and those of the apps' samples. Many apps export
 * only what differs from their defaults, so fields that are missing say nothing; unknown ones do.
 * @returns undefined where it looks like none of them
 */
export function recognise(
  { list, names }: Shape,
  samples: ReadonlyMap<string, Shape>,
): Recognition | undefined {
  let best: { readonly app: string; readonly common: number } | undefined
  for (const [app, sample] of samples) {
    if (sample.list !== list) continue
    const known = new Set(sample.names)
    const common = names.filter((name) => known.has(name)).length
    const isLike = common > 0 && common >= names.length * leastShare
    if (isLike && common > (best?.common ?? 0)) best = { app, common }
  }
  return best && { app: best.app, sure: best.common > 1 }
}
