import { fillIn, namesIn } from '../../texts/placeholders.ts'
import { limitErrors } from './limit-errors.ts'
import { notifyErrors } from './notify-errors.ts'

/**
 * The catalogue of everything that can go wrong on purpose: a code for programs, the HTTP status,
 * and a sentence for a person that says what happened and what to do. `{name}` stands for a detail
 * that the thrower gives; details never hold settings or keys.
 */
const catalogue = {
  key_missing: [401, 'No key was sent. Put the API key of this app in the Authorization header.'],
  key_basic: [
    401,
    'The Authorization header holds a name and a password (Basic), not a key. Send the key in it; a proxy that asks for a password of its own must leave /api/v1/sync out.',
  ],
  key_mistyped: [
    401,
    'This key has a typing error: its checksum does not match. Copy it again, from its first to its last character.',
  ],
  key_unknown: [
    401,
    'The hub does not know this key. It may have been replaced; make a new one for this app.',
  ],
  key_revoked: [401, 'This key was revoked. Make a new one for this app.'],
  key_expired: [401, 'This key expired on {date}. Make a new one for this app.'],
  key_for_files: [
    403,
    'This key opens the files of all apps, by WebDAV at /dav/. To sync, make a key for this one app.',
  ],
  key_for_address: [
    403,
    'This key works only in an address that begins with /f/. Make another key for this.',
  ],
  key_not_for_address: [
    403,
    'This key was not made to stand in an address, where others may read it. Make an address for this app instead.',
  ],
  key_of_other_app: [403, 'This key is for another app. Make one for "{app}".'],
  address_of_one_app: [400, 'An address opens one app. Name it instead of all apps.'],
  key_read_only: [403, 'This key may only read. Make one that may change things as well.'],
  not_allowed: [401, 'Only commands on the machine of the hub may do this.'],
  metrics_token_needed: [401, 'Send METRICS_TOKEN in the Authorization header, after Bearer.'],
  account_disabled: [403, 'This account is switched off. Ask the owner of the hub.'],
  app_off: [403, 'The app "{app}" is switched off on this hub. Ask the owner of the hub.'],
  bad_request: [400, '{problem}'],
  not_utf8: [400, 'The body is not valid UTF-8 text.'],
  body_empty: [400, 'The body is empty; a JSON object is expected.'],
  bad_json: [400, 'The body is not valid JSON.'],
  too_deep: [400, 'The body is nested too deeply: at most {limit} levels are allowed.'],
  bad_stamp: [400, '{field} is not a date and time in ISO 8601, such as 2025-02-26T09:15:30.123Z.'],
  content_type_zip: [415, 'Send the file of a backup with Content-Type: application/zip.'],
  content_type_form: [415, 'The body is a form. Send the file itself as the body.'],
  content_missing: [400, 'The body is empty, so nothing was stored.'],
  content_type: [415, 'The body must be JSON: send it with Content-Type: application/json.'],
  encoding_unknown: [
    415,
    'The body is compressed, which this hub does not take. Send it as it is, without Content-Encoding.',
  ],
  too_large: [
    413,
    'The request is larger than this hub takes ({limit}). It can be larger than the file in it: JSON writes each quote and line break with two characters.',
  ],
  sign_in_needed: [401, 'Sign in first.'],
  sign_in_wrong: [401, 'The name or the password is not right.'],
  too_many_sign_ins: [429, 'Too many attempts to sign in. Try again in {seconds} s.'],
  owner_only: [403, 'Only the owner of the hub may do this.'],
  token_read_only: [403, 'This token may only read. Make one that may change things as well.'],
  cross_site: [403, 'This request came from another web page and was refused.'],
  set_up_closed: [
    403,
    'This set-up link does not work any more. Restart the hub, or run `sxncd setup-link`, for a new one.',
  ],
  set_up_done: [
    403,
    'The hub has an owner already. A forgotten password is set by `sxncd account password <name>`.',
  ],
  name_needed: [400, 'This hub has no owner yet. Send your name along, and you are.'],
  window_only: [
    403,
    'This way in is for the window of the tray app alone. Sign in with your name and password.',
  ],
  invite_unknown: [404, 'This invitation was used, taken back or has expired. Ask for a new one.'],
  password_weak: [400, 'The password is too short: at least {min} characters are needed.'],
  password_common: [
    400,
    'This password is among the first that anybody would try. Choose one of words that only you would put together.',
  ],
  password_wrong: [403, 'The current password is not right.'],
  last_way_in: [
    409,
    'This is the last way into the account. Set a password or link another first.',
  ],
  last_owner: [409, 'This is the last owner of the hub. Make somebody else owner first.'],
  last_owner_in: [
    409,
    'No other owner of the hub can sign in. Let one set a password or link a provider first.',
  ],
  name_mismatch: [400, 'The name that was typed is not that of the account.'],
  unknown_thing: [404, 'There is no such {thing} here.'],
  host_unknown: [
    421,
    'This hub is not known by that address. Open it by one of its own, or set PUBLIC_URL to this one.',
  ],
  ...limitErrors,
  key_https_only: [
    403,
    'This key was used over HTTPS, so it is refused over plain HTTP, where neighbours could read it. Use the https:// address of the hub, or rotate the key.',
  ],
  pairing_closed: [
    403,
    'This hub takes requests to pair only from its own network, and only while that is switched on. Scan the QR code of the hub instead, or use a key.',
  ],
  pairing_unknown: [
    404,
    'There is no such request to pair, or the secret is not its own. It may have expired; ask again.',
  ],
  pairing_decided: [409, 'This request to pair is {state} already.'],
  ticket_unknown: [
    404,
    'This QR code was used already or has expired, or it is for another app. Let the hub show a new one.',
  ],
  too_many_pairings: [429, 'Too many devices ask to pair. Try again in {seconds} s.'],
  route_unknown: [404, 'There is nothing at this address. The API is described at /docs.'],
  method_unknown: [405, 'This address does not take {method}; it takes {allowed}. See /docs.'],
  slot_empty: [404, 'Nothing has been synced for this app yet.'],
  merge_outdated: [409, 'Something else is current now. Look at both copies again, then decide.'],
  merge_refused: [409, 'One of these copies is no text that can be merged. Take one of them.'],
  per_device_no_json: [
    409,
    'These settings are not JSON that the hub can read, so no part of them can stay on each device.',
  ],
  per_device_in_list: [
    400,
    'The path {path} leads through a list, and nothing tells its items apart. Choose the list as a whole.',
  ],
  content_is_bytes: [
    409,
    'The current version is not text, so it cannot be synced as settings. Download it as a file.',
  ],
  bad_path: [400, 'This is not the path of a file here: {reason}.'],
  file_unknown: [404, 'There is no file or folder at this path.'],
  file_exists: [409, 'There is something at this path already.'],
  parent_unknown: [409, 'The folder that this should stand in is not there. Make it first.'],
  is_folder: [405, 'There is a folder at this path, not a file.'],
  into_itself: [409, 'A folder cannot be moved or copied into itself.'],
  file_too_large: [413, 'The file is larger than this hub takes ({limit}).'],
  files_read_only: [403, 'This key may only read files.'],
  too_many_files: [507, 'This app has {limit} files already. Delete some that are not needed.'],
  quota_reached: [507, 'The files of this account take up {limit} already. Delete some.'],
  backup_under_way: [
    409,
    'A backup is being made, which holds all that is there. Try again after it.',
  ],
  properties_full: [507, 'Too much is kept beside this file already. Nothing was stored.'],
  precondition_failed: [
    412,
    'What stands here is not what the request expects. Read it again, then decide.',
  ],
  locked: [423, 'Another client has locked this. Try again once it is done.'],
  lock_unknown: [409, 'There is no such lock here. It may have expired.'],
  too_many_locks: [507, 'This account holds {limit} locks already. Let some expire.'],
  not_apart: [403, 'The source and the target are the same, or one of them lies in the other.'],
  root_fixed: [403, 'This folder stays where it is: it is the root of what the key opens.'],
  list_too_long: [403, 'There is too much here for one list. Ask for one folder after the other.'],
  body_unexpected: [415, 'This method takes no body. Send the request without one.'],
  version_unknown: [404, 'There is no version {version} here. It may have been thinned out.'],
  account_unknown: [404, 'There is no account "{account}". `account list` shows all of them.'],
  account_removed: [
    409,
    'The account "{account}" was removed from this hub since it was started. Restart the hub to bring it over again.',
  ],
  account_alike: [
    409,
    'The name looks like that of the account "{account}". Choose one that nobody can mistake for it.',
  ],
  account_exists: [409, 'There is already an account named "{account}".'],
  app_unknown: [404, 'There is no app "{app}" on this hub. It knows: {known}.'],
  app_exists: [409, 'There is an app "{app}" on this hub already. Choose another name.'],
  app_not_own: [409, 'The app "{app}" comes with the hub. It can be switched off, not removed.'],
  app_holds_settings: [
    409,
    'The hub keeps settings of "{app}", so it is not removed. Switch it off where it is not used any more.',
  ],
  app_has_keys: [409, 'There are keys for "{app}". Revoke them first, then remove the app.'],
  too_many_tokens: [409, 'There are {limit} tokens already. Revoke one that is not used any more.'],
  ...notifyErrors,
  too_many_apps: [409, 'There are {limit} apps of your own already, and no more are added.'],
  key_id_unknown: [404, 'There is no key "{key}". `key list` shows all of them.'],
  key_ambiguous: [
    409,
    'More than one key fits ({count}). Name one by its id; `key list` shows them.',
  ],
  key_already_revoked: [409, 'The key "{key}" is revoked; it cannot be rotated. Make a new one.'],
  too_many_accounts: [409, 'This hub has {limit} accounts already, and no more are made.'],
  too_many_invites: [409, 'There are {limit} open invitations already. Take some back.'],
  too_many_keys_in_all: [
    409,
    'This hub has {limit} keys already. Revoke some that are not used any more, or rotate one.',
  ],
  too_many_keys: [
    409,
    'This account has {limit} keys already. Revoke some that are not used any more, or rotate one.',
  ],
  disk_full: [
    507,
    'The disk of the hub is full. Nothing was stored; free some space and sync again.',
  ],
  storage_failed: [
    503,
    'The disk of the hub failed while writing, so nothing more is stored. Check the disk, then restart the hub.',
  ],
  storage_unavailable: [
    503,
    'The data folder of the hub did not take the write ({reason}). Nothing was stored; check the folder and sync again.',
  ],
  storage_unreadable: [
    503,
    'The data folder of the hub cannot be read ({reason}). Check the folder and try again.',
  ],
  too_many_devices: [
    409,
    'This app already has {limit} devices here. Use a device name that stays the same.',
  ],
  no_more_numbers: [
    409,
    'This app has used up all numbers for its versions. Remove the account or use another app name.',
  ],
  content_damaged: [
    500,
    'The stored copy of version {version} is damaged and was set aside. Earlier versions are in the history.',
  ],
  paused: [
    503,
    'The hub is paused by its owner. Nothing was synced; it goes on once it is resumed.',
  ],
  bad_backup: [400, '{problem}'],
  backup_unknown: [404, 'There is no backup "{name}" here.'],
  backup_failed: [503, 'No backup was made: {reason}'],
  backups_unreadable: [
    503,
    'The folder for backups cannot be read ({reason}). Look at BACKUP_DIR and its disk.',
  ],
  restore_under_way: [409, 'A backup is being restored already. Wait until that is done.'],
  restore_impossible: [
    409,
    'This hub cannot start itself anew. Stop it, and run `sxncd restore <file> --yes`.',
  ],
  closing: [503, 'The hub is stopping. Try again in a moment.'],
  timeout: [408, 'The request took too long to arrive.'],
  header_doubled: [
    400,
    'The header {header} was sent more than once, so it is not clear which of them counts.',
  ],
  malformed: [400, 'This is not a well-formed HTTP request.'],
  headers_too_large: [431, 'The headers of the request are too large.'],
  internal: [500, 'Something went wrong inside the hub. Its log says more under this request id.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof catalogue

/** Details for the placeholders of a sentence. */
export type ErrorDetails = Readonly<Record<string, string | number>>

/** An expected failure: thrown by its code, turned into a status only at the HTTP edge. */
export class HubError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fillIn(catalogue[code][1], details), options)
    this.name = 'HubError'
    this.code = code
    this.details = details
  }

  /** Those of the details that its sentence names: nothing but what the sentence says anyway. */
  get values(): ErrorDetails {
    const names = namesIn(catalogue[this.code][1])
    return Object.fromEntries(names.map((name) => [name, this.details[name] ?? '']))
  }

  /** The HTTP status that the catalogue gives this code. */
  get status(): number {
    return catalogue[this.code][0]
  }
}

/** Every code with its status, for the documentation of the API. */
export const errorStatuses: ReadonlyMap<ErrorCode, number> = new Map(
  Object.entries(catalogue).map(([code, [status]]) => [code as ErrorCode, status]),
)
