import type { Client } from 'pg'
import type { Found } from './imported.ts'
import { readAccount } from './read-account.ts'

/** A user there, as told to a person who chooses one. */
export interface FirstUser {
  readonly id: string
  readonly issuer: string
  readonly identifier: string
}

export interface FirstServer {
  users(): Promise<readonly FirstUser[]>
  /** Reads all of one user. */
  read(userId: string): Promise<Found>
  close(): Promise<void>
}

/** The database cannot be read; the message says why, and holds no password. */
export class FirstServerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FirstServerError'
  }
}

/**
 * Opens the database of the first server (Express and PostgreSQL) to read it, as it is at one
 * moment. Nothing in it can be changed by this connection. @throws FirstServerError
 */
export async function openFirstServer(given: string): Promise<FirstServer> {
  const url = withEscapes(given)
  const address = URL.parse(url)
  if (!address || !['postgres:', 'postgresql:'].includes(address.protocol)) {
    throw new FirstServerError(
      'The address of the database must be like postgres://user:password@host:5432/sxncd.',
    )
  }
  const { default: pg } = await import('pg')
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw new FirstServerError(problemOf(error as DatabaseError, address), { cause: error })
    }
  }
  const client: Client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'sxncd import',
  })
  // A connection that breaks is told of by the query that fails.
  client.on('error', () => {})
  const end = () => client.end().catch(() => {})
  try {
    await explained(async () => {
      await client.connect()
      await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    })
    const { rows } = await explained(() => client.query('SHOW server_encoding'))
    if (rows[0]?.server_encoding === 'SQL_ASCII') {
      throw new FirstServerError(
        'The database does not know how its texts are encoded (SQL_ASCII), so they cannot be read safely.',
      )
    }
  } catch (error) {
    await end()
    throw error
  }
  return {
    users: () =>
      explained(async () => {
        const text = 'SELECT id::text, issuer, identifier FROM public."user" ORDER BY id'
        return (await client.query<FirstUser>(text)).rows
      }),
    read: (userId) => explained(() => readAccount(client, userId)),
    async close() {
      await end()
    },
  }
}

/** An address in which a person has left a `%` as it is, as in the password `50%off`. */
export function withEscapes(url: string): string {
  const escaped = url.replace(/%(?![\da-f]{2})/gi, '%25')
  try {
    decodeURIComponent(escaped)
    return escaped
  } catch {
    return url.replaceAll('%', '%25')
  }
}

interface DatabaseError extends Error {
  readonly code?: string
}

function problemOf({ code, message }: DatabaseError, { host, password }: URL): string {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENOENT':
      return `No database answers at ${host || 'this address'} (${code}). Is it started, and its port open to this machine?`
    case '28P01':
    case '28000':
      return 'The database refuses the user or the password.'
    case '3D000':
      return 'The server has no database of this name.'
    case '42P01':
    case '42703':
      return 'This database does not hold the tables of the first server, or those of another version of it.'
    case '42501':
      return 'This user may not read the tables of the first server.'
  }
  const secrets = [password, decodeURIComponent(password)].filter((one) => one !== '')
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message)
  return `The database cannot be read: ${safe}`
}
