import type { Delivery } from '../../../server/api/schemas/notify.ts'
import type { Translate } from '../../texts/translate.ts'

/** How a message went, and what to do where it did not arrive. */
export function deliveryText(t: Translate, delivery: Delivery): string {
  const { code, status = 0, address = '', reach, reason = '' } = delivery
  // A status is no number to be grouped.
  const said = { status: String(status) }
  switch (code) {
    case 'delivered':
      return t('notify.delivery.delivered', said)
    case 'answered':
      return t('notify.delivery.answered', said)
    case 'redirected':
      return t('notify.delivery.redirected', said)
    case 'address_refused':
      return reach === 'private'
        ? t('notify.delivery.private', { address })
        : t('notify.delivery.never', { address })
    case 'unreachable':
      return t('notify.delivery.unreachable', { reason })
    case 'timeout':
      return t('notify.delivery.timeout')
    case 'name_unknown':
      return t('notify.delivery.nameUnknown')
    case 'stopped':
      return t('notify.delivery.stopped')
  }
}
