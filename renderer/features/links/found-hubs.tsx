import { useEffect, useState } from 'react'
import type { FoundHub } from '../../../server/links/link.ts'
import { asked, desktop } from '../../state/desktop.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { OptionList } from './option-list.tsx'

interface FoundHubsProps {
  chosen: string
  onChoose: (url: string) => void
}

/** The other hubs on this network; it looks for them when it appears. */
export function FoundHubs({ chosen, onChoose }: FoundHubsProps) {
  const { t } = useSpeech()
  const [hubs, setHubs] = useState<readonly FoundHub[]>()
  const { start, busy, error } = useAction(async () => {
    if (desktop) setHubs(await asked(desktop.findHubs()))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; then by the button
  useEffect(() => void start(), [])
  return (
    <div>
      {hubs && hubs.length > 0 && (
        <OptionList
          label={t('files.found')}
          value={hubs.find(({ url }) => url === chosen)?.url}
          options={hubs.map(({ name, url }) => ({
            value: url,
            label: name,
            hint: <code>{url}</code>,
          }))}
          onValue={onChoose}
        />
      )}
      <div className="looking" role="status">
        {busy ? (
          <>
            <Mark size={18} running />
            {t('files.looking')}
          </>
        ) : (
          <>
            {hubs?.length === 0 && <span className="soft">{t('files.noneFound')}</span>}
            <Button kind="quiet" icon="rotate" onClick={() => void start()}>
              {t('files.lookAgain')}
            </Button>
          </>
        )}
      </div>
      <Failure error={error} />
    </div>
  )
}
