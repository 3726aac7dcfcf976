import type { Postgres } from './postgres.ts'

/** The tables of the first server, as far as an import looks at them. */
const tables = `
  CREATE TABLE public."user" (
    id BIGSERIAL PRIMARY KEY, username TEXT, photo TEXT,
    issuer TEXT NOT NULL, identifier TEXT NOT NULL,
    created_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), updated_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    UNIQUE (issuer, identifier));
  CREATE TABLE public.device (
    id BIGSERIAL PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES public."user"(id),
    identifier TEXT NOT NULL, last_sync_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    created_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), updated_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    UNIQUE (user_id, identifier));
  CREATE TABLE public.app (
    id BIGSERIAL PRIMARY KEY, type TEXT UNIQUE NOT NULL,
    created_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), updated_ts TIMESTAMPTZ NOT NULL DEFAULT NOW());
  CREATE TABLE public.app_device (
    id BIGSERIAL PRIMARY KEY, device_id BIGINT NOT NULL REFERENCES public.device(id),
    app_id BIGINT NOT NULL REFERENCES public.app(id),
    last_sync_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), created_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), UNIQUE (device_id, app_id));
  CREATE TABLE public.auth (
    id BIGSERIAL PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES public."user"(id),
    app_id BIGINT NOT NULL REFERENCES public.app(id), api_key TEXT NOT NULL,
    last_sync_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), created_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), UNIQUE (user_id, app_id));
  CREATE TABLE public.settings (
    id BIGSERIAL PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES public."user"(id),
    app_id BIGINT NOT NULL REFERENCES public.app(id), data TEXT NOT NULL,
    last_sync_device_id BIGINT NOT NULL REFERENCES public.device(id),
    last_sync_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), created_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_ts TIMESTAMPTZ NOT NULL DEFAULT NOW(), UNIQUE (user_id, app_id));`

const names = ['user', 'device', 'app', 'app_device', 'auth', 'settings']

/** Makes the tables anew, all empty but for two apps. */
export async function emptyTables({ query }: Postgres): Promise<void> {
  await query(names.map((name) => `DROP TABLE IF EXISTS public."${name}" CASCADE`).join(';'))
  await query(tables)
  await query(`INSERT INTO public.app (type) VALUES ('obtainium'), ('thunder')`)
}

/** All that is in the tables. */
export async function allRows({ query }: Postgres): Promise<unknown> {
  const all: Record<string, unknown> = {}
  for (const name of names) all[name] = await query(`SELECT * FROM public."${name}" ORDER BY id`)
  return all
}

export interface FirstAccount {
  readonly username?: string | null
  readonly issuer?: string
  readonly identifier: string
  /** By app; the key is what the first server makes, 64 hex digits. */
  readonly keys?: Readonly<Record<string, string>>
  readonly devices?: readonly string[]
  readonly settings?: Readonly<Record<string, FirstSettings>>
}

export interface FirstSettings {
  readonly data: string
  readonly device: string
  readonly savedTs: string
  /** When it arrived there; a second after `savedTs` unless told. */
  readonly arrived?: string
}

/** Puts an account into the tables. @returns its id */
export async function addAccount({ query }: Postgres, account: FirstAccount): Promise<string> {
  const { username = account.identifier, issuer = 'https://github.com', identifier } = account
  const [user] = await query(
    `INSERT INTO public."user" (username, issuer, identifier, created_ts)
     VALUES ($1, $2, $3, '2025-01-01T00:00:00Z') RETURNING id`,
    [username, issuer, identifier],
  )
  const id = String(user?.id)
  for (const [app, key] of Object.entries(account.keys ?? {})) {
    await query(
      `INSERT INTO public.auth (user_id, app_id, api_key, created_ts)
       VALUES ($1, (SELECT id FROM public.app WHERE type = $2), $3, '2025-01-01T00:00:01Z')`,
      [id, app, key],
    )
  }
  for (const name of account.devices ?? []) {
    await query(
      `INSERT INTO public.device (user_id, identifier, created_ts, updated_ts)
       VALUES ($1, $2, '2025-01-02T00:00:00Z', '2025-01-03T00:00:00Z')`,
      [id, name],
    )
  }
  for (const [app, one] of Object.entries(account.settings ?? {})) {
    await query(
      `INSERT INTO public.settings (user_id, app_id, data, last_sync_device_id, last_sync_ts, updated_ts)
       VALUES ($1, (SELECT id FROM public.app WHERE type = $2), $3,
         (SELECT id FROM public.device WHERE user_id = $1 AND identifier = $4), $5,
         COALESCE($6::timestamptz, $5::timestamptz + interval '1 second'))`,
      [id, app, one.data, one.device, one.savedTs, one.arrived ?? null],
    )
  }
  return id
}
