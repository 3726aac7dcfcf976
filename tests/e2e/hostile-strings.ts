/** What runs if it is ever taken for more than text: it opens a dialog, and leaves a mark. */
const call = 'alert(1)'

const events = ['onerror', 'onload', 'onfocus', 'onmouseover', 'ontoggle', 'onanimationstart']
const tags = [
  'img src=x',
  'svg',
  'input autofocus',
  'details open',
  'video src=x',
  'body',
  'iframe src=x',
  'marquee',
]

const ends = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '`',
  '-->',
  '</title>',
  '</textarea>',
  '</script>',
  '</style>',
]

const addresses = [
  `javascript:${call}`,
  `JaVaScRiPt:${call}`,
  `java\u00adscript:${call}`,
  ` javascript:${call}`,
  `data:text/html,<script>${call}</script>`,
  `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
  `vbscript:${call}`,
  `blob:null/${call}`,
  `//evil.example/${call}`,
]

const whole = [
  `<script>${call}</script>`,
  `<scr<script>ipt>${call}</scr</script>ipt>`,
  `<script src=data:text/javascript,${call}></script>`,
  `<svg><script>${call}</script></svg>`,
  `<svg><animate onbegin=${call} attributeName=x></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${call}>`,
  `<a href="javascript:${call}">x</a>`,
  `<form action="javascript:${call}"><button>x</button></form>`,
  `<object data="javascript:${call}"></object>`,
  `<embed src="javascript:${call}">`,
  `<base href="//evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${call}">`,
  `<link rel="stylesheet" href="data:text/css,*{x:${call}}">`,
  `<style>@import "data:text/css,x"</style>`,
  `<template><img src=x onerror=${call}></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  `{{constructor.constructor("${call}")()}}`,
  `\${${call}}`,
  `#{${call}}`,
  `<%= ${call} %>`,
  `&lt;img src=x onerror=${call}&gt;`,
  `&#60;img src=x onerror=${call}&#62;`,
  `\\u003cimg src=x onerror=${call}\\u003e`,
  `%3Cimg src=x onerror=${call}%3E`,
  `\uff1cimg src=x onerror=${call}\uff1e`,
  `<IMG SRC=x OnErRoR=${call}>`,
  `<img/src=x/onerror=${call}>`,
  `<img src=x onerror=${call}`,
  `<<img src=x onerror=${call}>`,
  `<x onclick=${call}>x</x>`,
  `[x](javascript:${call})`,
  `![x](x" onerror="${call})`,
  `\u202e<img src=x onerror=${call}>`.replace('\u202e', '\u200f'),
  `__proto__`,
  `constructor`,
]

/** More than a hundred strings that would do something where they are not text. */
export const hostileStrings: readonly string[] = [
  ...tags.flatMap((tag) => events.map((event) => `<${tag} ${event}=${call}>`)),
  ...ends.map((end) => `${end}<img src=x onerror=${call}>`),
  ...addresses,
  ...whole,
]
