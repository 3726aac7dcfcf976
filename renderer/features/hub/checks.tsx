import type { Check } from '../../../server/api/schemas/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { useCheckTexts } from '../../texts/use-check-texts.ts'
import { Icon } from '../../ui/icon.tsx'

const tones: Record<Check['level'], string> = { ok: 'ok', warning: 'warning', problem: 'bad' }
const worstFirst: Record<Check['level'], number> = { problem: 0, warning: 1, ok: 2 }

/** What was looked at, the worst first, and what to do about it. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const { t } = useSpeech()
  const say = useCheckTexts()
  const sorted = checks.toSorted((a, b) => worstFirst[a.level] - worstFirst[b.level])
  return (
    <ul className="checks">
      {sorted.map((check) => (
        // Several checks may have one code: each address is called by itself.
        <li key={`${check.code} ${check.title}`} className={`check ${tones[check.level]}`}>
          <Icon name={check.level === 'ok' ? 'check' : 'warning'} />
          <div>
            <strong>
              <span className="visually-hidden">{t(`status.${check.level}`)}: </span>
              {say(check, 'title')}
            </strong>
            {check.detail && <p className="soft">{say(check, 'detail')}</p>}
            {check.fix && (
              <p className={check.level === 'ok' ? 'soft' : 'fix'}>{say(check, 'fix')}</p>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
