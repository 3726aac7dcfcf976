import type { Version } from '../../../server/api/schemas/history.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { Failure } from '../../ui/problem.tsx'
import { useAction } from '../../ui/use-action.ts'
import { restoreVersion } from './restore.ts'
import type { SlotActions } from './slot-actions.ts'

interface VersionRowProps {
  slot: SlotActions
  version: Version
  versions: readonly Version[]
}

/** One version on the timeline; opening it shows what can be done with it. */
export function VersionRow({ slot, version, versions }: VersionRowProps) {
  const { formats } = useSpeech()
  const at = new Date(version.receivedAt)
  const kind = version.current ? 'current' : version.applied ? 'applied' : 'aside'
  return (
    <li className={`version ${kind}`}>
      <details name={`history-${slot.id}`}>
        <summary>
          <span className="version-dot" aria-hidden="true" />
          <time className="version-time" dateTime={version.receivedAt} title={formats.exact(at)}>
            {formats.clock(at)}
          </time>
          <span className="version-device">{version.deviceName}</span>
          <Chips version={version} />
          <span className="version-size">{!version.mark && formats.size(version.size)}</span>
          <Icon name="more" size={18} />
        </summary>
        <VersionDetail slot={slot} version={version} versions={versions} />
      </details>
    </li>
  )
}

function Chips({ version }: { version: Version }) {
  const { t } = useSpeech()
  const { current, applied, restored, flag, mark, conflict, merged } = version
  return (
    <span className="chips">
      {mark && <span className="chip">{t(`version.mark.${mark}`)}</span>}
      {current && <span className="chip good">{t('version.current')}</span>}
      {!applied && (
        <span className="chip" title={t('version.asideWhat')}>
          {t('version.aside')}
        </span>
      )}
      {restored !== undefined && (
        <span className="chip">{t('version.restored', { version: restored })}</span>
      )}
      {merged && <span className="chip">{t('version.merged')}</span>}
      {conflict && (
        <span
          className={conflict.status === 'open' ? 'chip warning' : 'chip'}
          title={
            conflict.otherDevice && t('version.conflictWith', { device: conflict.otherDevice })
          }
        >
          {t('version.conflict')}
        </span>
      )}
      {flag && <span className="chip warning">{t(`version.${flag}`)}</span>}
    </span>
  )
}

function VersionDetail({ slot, version, versions }: VersionRowProps) {
  const speech = useSpeech()
  const { t, formats } = speech
  const current = versions.find((each) => each.current)
  const before = previous(version, versions)
  const { start, busy, error } = useAction(() =>
    restoreVersion(speech, slot, version.version, current),
  )
  return (
    <div className="version-detail">
      <p className="soft small">
        {t('version.number', { version: version.version })}
        {!Number.isNaN(Date.parse(version.savedTs)) &&
          ` · ${t('version.saved', { time: formats.short(new Date(version.savedTs)) })}`}
        {!version.applied && ` · ${t('version.asideWhat')}`}
        {version.conflict?.otherDevice &&
          ` · ${t('version.conflictWith', { device: version.conflict.otherDevice })}`}
      </p>
      {/* What holds nothing has nothing to bring back or to look at. */}
      {!version.mark && (
        <div className="actions">
          {!version.current && (
            <Button icon="restore" busy={busy} onClick={() => void start()}>
              {t('version.restore')}
            </Button>
          )}
          {before && (
            <CompareLink to={slot.comparePath(before.version, version.version)}>
              {t('version.compareBefore')}
            </CompareLink>
          )}
          {current && !current.mark && !version.current && (
            <CompareLink to={slot.comparePath(version.version, current.version)}>
              {t('version.compareCurrent')}
            </CompareLink>
          )}
          {version.conflict && version.conflict.status !== 'merged' && slot.mergePath && (
            <CompareLink to={slot.mergePath(version.version)}>{t('conflict.merge')}</CompareLink>
          )}
          <Download className="button quiet" href={slot.download(version.version)}>
            <Icon name="download" />
            {t('version.download')}
          </Download>
        </div>
      )}
      <Failure error={error} />
    </div>
  )
}

/** What this version took the place of, or would have. */
function previous(version: Version, versions: readonly Version[]): Version | undefined {
  return (
    versions.find((each) => each.version === version.replaced) ??
    versions.find((each) => each.applied && !each.mark && each.version < version.version)
  )
}

function CompareLink({ to, children }: { to: string; children: string }) {
  return (
    <Link className="button quiet" to={to}>
      <Icon name="compare" />
      {children}
    </Link>
  )
}
