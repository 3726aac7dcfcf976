import type { Way } from '../../../server/api/schemas/sign-in.ts'
import { links, type SignInOptions } from '../../api/calls.ts'
import { useSpeech } from '../../texts/speech.tsx'

interface ProviderLinksProps {
  ways: readonly Way[]
  returnTo: string
  options?: SignInOptions
}

/** The ways in beside the password. They leave the window: providers have pages of their own. */
export function ProviderLinks({ ways, returnTo, options }: ProviderLinksProps) {
  const { t } = useSpeech()
  if (ways.length === 0) return null
  return (
    <div className="ways">
      <p className="or">{t('signIn.or')}</p>
      {ways.map((way) => (
        <a
          key={way.type}
          className="button plain"
          href={links.signInWith(way.type, returnTo, options)}
        >
          {t('signIn.with', { provider: way.name })}
        </a>
      ))}
    </div>
  )
}
