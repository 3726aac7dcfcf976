import type { Target } from '../../../server/api/schemas/notify.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'
import { deliveryText } from './delivery-text.ts'
import {
  eventKinds,
  refreshTargets,
  services,
  type TargetTask,
  targetCalls,
  titleOf,
} from './targets.ts'

interface TargetRowProps {
  target: Target
  onTask: (task: TargetTask) => void
}

/** A target: where it leads, what it is told of, and how the last message went. */
export function TargetRow({ target, onTask }: TargetRowProps) {
  const { t } = useSpeech()
  const { format, address, events, fixed, waiting, last } = target
  const { start, busy, error } = useAction(async () => {
    await targetCalls.test(target.id)
    await refreshTargets()
  })
  const title = titleOf(target)
  return (
    <li className="row target">
      <div className="row-text">
        <strong>{title}</strong>
        {fixed && <span className="chip">{t('notify.fixed')}</span>}
        <p className="soft small">
          {target.name !== '' && `${services[format].name}: ${address} · `}
          {events.length === eventKinds.length
            ? t('notify.everything')
            : events.map((kind) => t(`notify.event.${kind}`)).join(', ')}
        </p>
        {waiting > 0 && <p className="soft small">{t('notify.waiting', { n: waiting })}</p>}
        <p
          role="status"
          className={last && last.code !== 'delivered' ? 'target-problem small' : 'soft small'}
        >
          {last && (
            <>
              {t('notify.last')} <When at={last.at} />: {deliveryText(t, last)}
            </>
          )}
        </p>
        <Failure error={error} />
      </div>
      <div className="actions">
        <Button kind="quiet" busy={busy} onClick={() => void start()}>
          {t('notify.test')}
          <span className="visually-hidden">: {title}</span>
        </Button>
        {!fixed && (
          <>
            <Button kind="quiet" onClick={() => onTask({ kind: 'change', target })}>
              {t('notify.change')}
              <span className="visually-hidden">: {title}</span>
            </Button>
            <Button kind="quiet" onClick={() => onTask({ kind: 'remove', target })}>
              {t('notify.remove')}
              <span className="visually-hidden">: {title}</span>
            </Button>
          </>
        )}
      </div>
    </li>
  )
}
