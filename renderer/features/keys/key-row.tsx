import type { Key } from '../../../server/api/schemas/accounts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { IconButton } from '../../ui/button.tsx'
import { When } from '../../ui/when.tsx'
import { allApps } from '../connect/wish.ts'

interface KeyRowProps {
  made: Key
  onRotate?: () => void
  onRevoke?: () => void
}

const states = {
  active: 'key.active',
  expired: 'key.expired',
  revoked: 'key.revoked',
  'app off': 'key.appOff',
} as const

export function KeyRow({ made, onRotate, onRevoke }: KeyRowProps) {
  const { t, formats } = useSpeech()
  const { name, hint, state, lastUsedAt, expiresAt } = made
  const label = name || t('key.unnamed')
  return (
    <li className="key">
      <div className="key-text">
        <strong>{label}</strong> <code title={t('key.hint')}>…{hint}</code>
        {made.readOnly && <span className="chip">{t('key.readOnly')}</span>}
        {made.address && <span className="chip">{t('key.address')}</span>}
        {made.app === allApps && <span className="chip">{t('key.allApps')}</span>}
        {state !== 'active' && <span className="chip">{t(states[state])}</span>}
        <p className="soft small">
          {lastUsedAt ? (
            <>
              {t('key.lastUsed')} <When at={lastUsedAt} />
            </>
          ) : (
            t('key.neverUsed')
          )}
          {' · '}
          {t('key.made')} <When at={made.createdAt} />
          {expiresAt && state === 'active' && (
            <> · {t('key.expires', { date: formats.date(new Date(expiresAt)) })}</>
          )}
        </p>
      </div>
      {onRotate && (
        <IconButton icon="rotate" label={t('key.rotate', { key: label })} onClick={onRotate} />
      )}
      {onRevoke && (
        <IconButton icon="trash" label={t('key.revoke', { key: label })} onClick={onRevoke} />
      )}
    </li>
  )
}
