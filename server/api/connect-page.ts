import { hash } from 'node:crypto'
import { DateTime } from 'luxon'
import { isoTime } from '../lib/clock.ts'
import { escapeHtml } from '../lib/html.ts'

const style = `
:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25}
dt{font-weight:600;margin-top:.75rem}
dd{margin:0;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace}
`

export interface ConnectFacts {
  readonly hubName: string
  /** By which the page was asked for: scheme, host, port and path. */
  readonly address: string
  readonly isSecure: boolean
  readonly now: number
  /** A name of a time zone, or `system`. */
  readonly zone: string
  /** The app that the person wants to connect, where the hub has it. */
  readonly app?: { readonly name: string; readonly steps: readonly string[] } | undefined
}

/** What a phone sees that has come as far as the hub; without scripts too. */
export const connectPage = {
  policy: `default-src 'none'; script-src 'self'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  render: (facts: ConnectFacts): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(facts.hubName)} is reached</title><style>${style}</style>
<script src="./connect.js" defer></script></head><body><main>
<h1>This device reaches ${escapeHtml(facts.hubName)}</h1>
<dl>
<dt>The address that works here</dt><dd><code>${escapeHtml(facts.address)}</code></dd>
<dt>Who can read along</dt><dd>${facts.isSecure ? encrypted : plain}</dd>
<dt>The clock of the hub</dt><dd>${clock(facts)}</dd>
<dt>The clock of this device</dt><dd id="difference">If this device shows another time, set its clock by the network.</dd>
</dl>
<h2>What to do next</h2>
<ol>${stepsOf(facts)
    .map((step) => `<li>${step}</li>`)
    .join('')}</ol>
</main></body></html>`,
  /** The difference between the clocks, for a person. */
  script: `const hub = Date.parse(document.querySelector('time').dateTime)
const seconds = Math.round((Date.now() - hub) / 1000)
const away = Math.abs(seconds)
const text =
  away < 90 ? away + ' seconds' : away < 5400 ? Math.round(away / 60) + ' minutes' : Math.round(away / 3600) + ' hours'
document.getElementById('difference').textContent =
  away < 10
    ? 'It agrees with the hub.'
    : 'It is ' + text + (seconds > 0 ? ' ahead of the hub.' : ' behind the hub.') +
      (away > 240 ? ' Set it by the network, or its settings may win or lose by mistake.' : '')
`,
}

const encrypted = 'Nobody: the connection is encrypted.'
const plain =
  'Everybody on this network: keys and settings go over it as they are. Apps that can do HTTPS are safe from that.'

function clock({ now, zone }: ConnectFacts): string {
  const text = DateTime.fromMillis(now, { zone, locale: 'en-GB' }).toFormat(
    'd MMM yyyy, HH:mm:ss ZZZZ',
  )
  return `<time datetime="${isoTime(now)}">${escapeHtml(text)}</time>`
}

function stepsOf({ app, address }: ConnectFacts): string[] {
  const enter = `Where it asks for the address of the hub, enter <code>${escapeHtml(address)}</code>.`
  if (app) return [...app.steps.map(escapeHtml), enter]
  return [
    'Open the app whose settings shall be kept the same.',
    enter,
    'Enter the key that the window of the hub shows, or approve the request of the app there.',
  ]
}
