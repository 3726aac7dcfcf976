import { useQuery } from '@tanstack/react-query'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { LoadedView } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'

/** The addresses by which other devices reach the hub now. */
export function LanAddresses() {
  const { t } = useSpeech()
  const addresses = useQuery(resources.addresses)
  return (
    <LoadedView from={addresses}>
      {({ addresses: all }) => {
        const usable = all.filter((address) => address.usable)
        if (!usable.some(({ kind }) => kind === 'lan')) {
          return <Notice tone="warning">{t('lan.noAddress')}</Notice>
        }
        return (
          <div>
            <h3 className="small-title">{t('lan.addresses')}</h3>
            <ul className="address-list">
              {usable.map(({ url, kind, pinned }) => (
                <li key={url} className="address-entry">
                  <code>{url}</code>
                  <span className="soft small">
                    {t(`connect.kind.${kind}`)}
                    {pinned && ` · ${t('connect.pinned')}`}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )
      }}
    </LoadedView>
  )
}
