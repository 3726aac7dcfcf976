import type { Address, Addresses } from '../../api/types.ts'
import type { Loaded } from '../../state/use-resource.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Notice } from '../notice.tsx'
import { Failure } from '../problem.tsx'

interface AddressChoiceProps {
  from: Loaded<Addresses>
  value: string
  onValue: (url: string) => void
}

/** Which of the hub's addresses the device shall use; silent where there is only one good one. */
export function AddressChoice({ from, value, onValue }: AddressChoiceProps) {
  const { t } = useSpeech()
  const addresses = from.data?.addresses ?? []
  const chosen = addresses.find(({ url }) => url === value)
  return (
    <>
      <Failure error={from.data ? undefined : from.error} />
      {from.data?.problem && <Notice tone="warning">{from.data.problem}</Notice>}
      {chosen && !chosen.usable && !from.data?.problem && (
        <Notice tone="warning">{t('connect.onlyHere')}</Notice>
      )}
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
