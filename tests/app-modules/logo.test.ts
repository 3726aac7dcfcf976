import fc from 'fast-check'
import { expect, it } from 'vitest'
import { logoProblem } from '../../app-modules/logo.ts'

const svg = (inside: string, root = 'viewBox="0 0 64 64"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${root}>${inside}</svg>`

const sound: [string, string][] = [
  ['a shape', svg('<circle cx="32" cy="32" r="20" fill="#0f766e"/>')],
  [
    'an XML head and line ends',
    `<?xml version="1.0" encoding="UTF-8"?>\n${svg('\n  <g></g>\n')}\n`,
  ],
  ['a title', svg('<title>An app’s picture</title><path d="M1 1L2 2z" />')],
  [
    'a gradient of its own',
    svg(
      '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/>',
    ),
  ],
  ['a viewBox with fractions', svg('<g/>', 'viewBox="-0.5,0 63.5 64"')],
]

it.each(sound)('takes %s', (_, text) => expect(logoProblem(text)).toBeUndefined())

const unfit: [string, string, string][] = [
  ['nothing', '', 'not a whole SVG'],
  ['a text', 'hello', 'text outside'],
  ['another root', '<html></html>', '<html>'],
  ['a shape as the root', '<g></g>', 'begin with <svg'],
  ['no namespace', '<svg viewBox="0 0 64 64"></svg>', 'xmlns'],
  ['another namespace', svg('<g xmlns="http://www.w3.org/1999/xhtml"/>'), 'xmlns'],
  ['no viewBox', svg('', 'width="64"'), 'viewBox'],
  ['a script', svg('<script>alert(1)</script>'), '<script>'],
  ['a script in capitals', svg('<SCRIPT>alert(1)</SCRIPT>'), '<SCRIPT>'],
  ['a style', svg('<style>@import "//a"</style>'), '<style>'],
  ['a style attribute', svg('<g style="background:url(//a)"/>'), 'style'],
  ['foreign content', svg('<foreignObject><p/></foreignObject>'), '<foreignObject>'],
  ['an event on the root', svg('', 'viewBox="0 0 64 64" onload="alert(1)"'), 'onload'],
  ['an event on a shape', svg('<rect onclick="alert(1)"/>'), 'onclick'],
  ['an animation', svg('<animate attributeName="href"/>'), '<animate>'],
  ['a link', svg('<a href="https://example.org"><g/></a>'), '<a>'],
  ['a picture', svg('<image href="https://example.org/a.png"/>'), '<image>'],
  ['a use', svg('<use href="#a"/>'), '<use>'],
  ['a colour from elsewhere', svg('<rect fill="url(https://example.org/a#b)"/>'), 'outside'],
  ['a colour from a near file', svg('<rect fill="url(a.svg#b)"/>'), 'outside'],
  ['a colour behind an escape', svg('<rect fill="u\\72l(//a)"/>'), 'outside'],
  [
    'a prefix',
    svg('<g/>', 'viewBox="0 0 64 64" xmlns:xlink="http://www.w3.org/1999/xlink"'),
    'xmlns:xlink',
  ],
  ['a document type', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('')}`, 'at character 1'],
  ['an entity', svg('<title>&lt;</title>'), 'at character'],
  ['a comment', svg('<!-- a -->'), 'at character'],
  ['character data', svg('<![CDATA[<script>]]>'), 'at character'],
  ['a style sheet of XML', `<?xml-stylesheet href="a.css"?>${svg('')}`, 'at character 1'],
  ['single quotes', svg("<rect fill='red'/>"), 'at character'],
  ['an attribute twice', svg('<rect fill="red" fill="blue"/>'), 'twice'],
  ['a missing closing tag', svg('<g>'), 'closes nothing'],
  ['an open root', svg('').replace('</svg>', ''), 'not a whole SVG'],
  ['a second root', svg('') + svg(''), 'after the closing'],
  ['text between shapes', svg('<g/>hello'), 'text outside'],
]

it.each(unfit)('refuses %s', (_, text, part) => expect(logoProblem(text)).toContain(part))

it('never takes what could run or load, whatever the pieces', () => {
  const pieces = fc.constantFrom(
    ...[
      '<g>',
      '</g>',
      '<g/>',
      '<rect fill="',
      '"/>',
      'url(#a)',
      'url(//a)',
      ' onload="',
      '<script>',
    ],
    ...[
      '</script>',
      '<style>',
      ' href="',
      'javascript:',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&#60;',
    ],
    ...['<a ', '>', '"', "'", '<title>', '</title>', ' ', 'x', '\u0000', '</svg>', '<svg '],
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = svg(parts.join(''))
      if (logoProblem(text) !== undefined) return
      const tags = text.match(/<[^>]*>/g)?.join('') ?? ''
      expect(tags).not.toMatch(/script|style|href|\son\w+=|javascript:|url\((?!#)|&|<!/i)
    }),
    { numRuns: 5000 },
  )
})

it('reads a long unfit text quickly', () => {
  const before = performance.now()
  for (const part of [' ', '<g ', 'a="b" ', '<', '0 ']) logoProblem(svg(part.repeat(5000)))
  logoProblem(`<svg ${' '.repeat(16000)}`)
  expect(performance.now() - before).toBeLessThan(2000)
})
