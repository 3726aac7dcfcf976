import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { FoundHubs } from './found-hubs.tsx'
import { addressOf, type HubWish } from './hub-wish.ts'

interface HubChoiceProps {
  app: App
  wish: HubWish
  onWish: (wish: HubWish) => void
  /** Somebody tried to go on: say what is missing. */
  checked: boolean
}

/** The hub in this program, or another one by its address and a key of it. */
export function HubChoice({ app, wish, onWish, checked }: HubChoiceProps) {
  const { t } = useSpeech()
  return (
    <div className="field">
      <Choice
        label={t('files.hubTitle')}
        value={wish.kind}
        options={(['this', 'other'] as const).map((value) => ({
          value,
          label: t(`files.hub.${value}`),
        }))}
        onValue={(kind) => onWish({ ...wish, kind })}
      />
      {wish.kind === 'other' && (
        <div className="form other-hub">
          <FoundHubs chosen={wish.url} onChoose={(url) => onWish({ ...wish, url })} />
          <Field
            label={t('connect.address')}
            placeholder="http://192.168.1.20:9693"
            inputMode="url"
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            maxLength={300}
            value={wish.url}
            onText={(url) => onWish({ ...wish, url })}
            error={
              checked && addressOf(wish.url) === undefined ? t('files.addressWrong') : undefined
            }
          />
          <Field
            label={t('connect.key')}
            hint={t('files.keyHint', { app: app.name })}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={wish.key}
            onText={(key) => onWish({ ...wish, key })}
            error={checked && wish.key.trim() === '' ? t('files.keyMissing') : undefined}
          />
          <Field
            label={t('files.pin')}
            hint={t('files.pinHint')}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={wish.pin}
            onText={(pin) => onWish({ ...wish, pin })}
          />
        </div>
      )}
    </div>
  )
}
