/*
 * A logo may come from a folder of a stranger and is shown in the owner's browser. So this does not
 * look for what is bad: it knows a small part of SVG, plain shapes and colours, and refuses the rest
 * (scripts, styles, events, links, entities, comments, foreign content).
 */

const elements = new Set(
  (
    'svg title desc g defs path rect circle ellipse line polyline polygon ' +
    'linearGradient radialGradient stop clipPath mask'
  ).split(' '),
)

const attributes = new Set(
  (
    'xmlns viewBox width height id transform opacity role aria-label aria-hidden ' +
    'd x y x1 y1 x2 y2 cx cy r rx ry fx fy points pathLength preserveAspectRatio ' +
    'fill fill-opacity fill-rule stroke stroke-opacity stroke-width stroke-linecap ' +
    'stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset color ' +
    'offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod ' +
    'clip-path clip-rule clipPathUnits mask maskUnits maskContentUnits vector-effect'
  ).split(' '),
)

const namespace = 'http://www.w3.org/2000/svg'
const number = '-?\\d+(?:\\.\\d+)?'
const viewBox = new RegExp(`^${number}(?:[ ,]+${number}){3}$`)

/** A tag with its attributes, or the text up to the next tag. */
const piece = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z][A-Za-z:-]*\d?="[^"<&]*")*)\s*(\/?)>|([^<&]+)/y
const attribute = /\s([^\s=]+)="([^"]*)"/g

/** Why an SVG text is not fit to be a logo, in words that follow "the file"; nothing when it is. */
export function logoProblem(svg: string): string | undefined {
  const open: string[] = []
  let rootClosed = false
  const scan = new RegExp(piece)
  scan.lastIndex = /^(?:<\?xml [\w\s="'.-]*\?>)?\s*/.exec(svg)?.[0].length ?? 0
  while (scan.lastIndex < svg.length) {
    const at = scan.lastIndex
    const match = scan.exec(svg)
    if (!match) return `holds something other than plain tags and text at character ${at + 1}`
    const [, closing, name = '', list = '', selfClosing, text] = match
    if (text !== undefined) {
      if (text.trim() && !/^(title|desc)$/.test(open.at(-1) ?? '')) {
        return 'holds text outside of <title> and <desc>'
      }
      continue
    }
    if (rootClosed) return 'holds something after the closing </svg>'
    if (!elements.has(name)) return `may not hold the element <${name}>`
    if (open.length === 0 && name !== 'svg') return 'must begin with <svg'
    if (closing) {
      if (open.pop() !== name || list) return `has a closing </${name}> that closes nothing`
    } else {
      const problem = attributeProblem(name, list, open.length === 0)
      if (problem) return problem
      if (!selfClosing) open.push(name)
    }
    rootClosed = open.length === 0
  }
  return rootClosed ? undefined : 'is not a whole SVG: a closing tag is missing'
}

function attributeProblem(element: string, list: string, isRoot: boolean): string | undefined {
  const seen = new Map<string, string>()
  for (const [, name = '', value = ''] of list.matchAll(attribute)) {
    if (!attributes.has(name)) return `may not hold the attribute ${name} (on <${element}>)`
    if (seen.has(name)) return `gives the attribute ${name} twice (on <${element}>)`
    seen.set(name, value)
    const plain = value.replace(/^url\(#[\w-]+\)$/, '')
    if (name !== 'xmlns' && /[:\\@]|url\(/i.test(plain)) {
      return `may not refer to anything outside of itself (${name} on <${element}>)`
    }
  }
  if (seen.has('xmlns') ? seen.get('xmlns') !== namespace : isRoot) {
    return `must say xmlns="${namespace}" on <svg>`
  }
  if (isRoot && !viewBox.test(seen.get('viewBox') ?? '')) return 'must say viewBox on <svg>'
  return undefined
}
