import { useSpeech } from '../../texts/speech.tsx'

/** How much of the room that the hub could have it takes. */
export function DiskUse({ used, free }: { used: number; free: number }) {
  const { t, formats } = useSpeech()
  const label = t('status.diskUse', { used: formats.size(used), free: formats.size(free) })
  return (
    <meter className="disk" min={0} max={used + free} value={used} aria-label={label}>
      {label}
    </meter>
  )
}
