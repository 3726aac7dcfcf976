import type { Texts } from './texts.ts'

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** How long ago something was, in words that change once a minute at most. */
export function agoText(at: number, now: number, { locale, t }: Texts): string {
  const step = steps.find(([, ms]) => now - at >= ms)
  // What is ahead of the clock was just now, before the clock was set back.
  if (!step) return t('justNow')
  const [unit, ms] = step
  return new Intl.RelativeTimeFormat(locale).format(-Math.floor((now - at) / ms), unit)
}

/** A size as people read it. */
export function sizeText(bytes: number, { locale }: Texts): string {
  const [unit, value] = bytes < 1_000 ? ['byte', bytes] : ['kilobyte', Math.round(bytes / 1_000)]
  return new Intl.NumberFormat(locale, { style: 'unit', unit: unit as string }).format(
    Number(value),
  )
}
