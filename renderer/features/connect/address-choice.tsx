import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Address, Addresses } from '../../../server/api/schemas/hub.ts'
import { resources } from '../../state/hub.ts'
import { useSignedIn } from '../../state/session.tsx'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useSaveSettings } from '../hub/use-save-settings.ts'

interface AddressChoiceProps {
  from: Pick<UseQueryResult<Addresses>, 'data' | 'error'>
  value: string
  onValue: (url: string) => void
  /** The hub has just begun to listen on the network: there are better addresses now. */
  onOpened: () => void
}

/** Which of the hub's addresses the device shall use; silent where there is only one good one. */
export function AddressChoice({ from, value, onValue, onOpened }: AddressChoiceProps) {
  const { t } = useSpeech()
  const addresses = from.data?.addresses ?? []
  const chosen = addresses.find(({ url }) => url === value)
  return (
    <>
      <Failure error={from.data ? undefined : from.error} />
      {chosen && !chosen.usable && <OnlyHere onOpened={onOpened} />}
      {addresses.length > 1 && (
        <fieldset className="addresses">
          <legend>{t('connect.which')}</legend>
          {addresses.map((address) => (
            <AddressOption
              key={address.url}
              address={address}
              checked={address.url === value}
              onChoose={() => onValue(address.url)}
            />
          ))}
        </fieldset>
      )}
    </>
  )
}

/** No other device gets to this address; an owner changes that on the spot. */
function OnlyHere({ onOpened }: { onOpened: () => void }) {
  const { t } = useSpeech()
  const { isOwner } = useSignedIn()
  return (
    <Notice tone="warning" action={isOwner && <OpenLan onOpened={onOpened} />}>
      {t('connect.onlyHere')}
    </Notice>
  )
}

/** Silent where it is on already, and no network is there. */
function OpenLan({ onOpened }: { onOpened: () => void }) {
  const { t } = useSpeech()
  const settings = useQuery(resources.settings)
  const { save, busy, error } = useSaveSettings()
  // Shown as on at once; the button stays until it is so.
  if (settings.data?.lan !== false && !busy) return <Failure error={error} />
  return (
    <>
      <Button
        kind="primary"
        busy={busy}
        onClick={async () => {
          if (await save({ lan: true })) onOpened()
        }}
      >
        {t('lan.switch')}
      </Button>
      <Failure error={error} />
    </>
  )
}

interface AddressOptionProps {
  address: Address
  checked: boolean
  onChoose: () => void
}

function AddressOption({ address, checked, onChoose }: AddressOptionProps) {
  const { t } = useSpeech()
  return (
    <label className="address">
      <input type="radio" name="address" checked={checked} onChange={onChoose} />
      <span>
        <span className="address-url">{address.url}</span>
        <span className="soft small">
          {t(`connect.kind.${address.kind}`)}
          {address.pinned && ` · ${t('connect.pinned')}`}
        </span>
      </span>
    </label>
  )
}
