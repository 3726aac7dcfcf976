import type { ProviderType } from '../../lib/provider-types.ts'

/**
 * Who somebody is at a provider. Only issuer and subject together name the person: names and
 * mail addresses change hands.
 */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** A name or mail address by which a person recognises it; never a key to anything. */
  readonly label: string
}

/** What must be remembered from the beginning of a sign-in to its end, and shown to nobody. */
export interface Secrets {
  readonly state: string
  readonly codeVerifier: string
  /** Only where the provider speaks OpenID Connect. */
  readonly nonce?: string
}

/** What came along when the browser came back. */
export interface Arrival {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The other end of the connection itself, whatever was forwarded. */
  readonly peer: string
}

export interface Provider {
  readonly type: ProviderType
  /** What the button says. */
  readonly name: string
  /** Begins a sign-in. @returns where to send the browser. @throws SignInProblem */
  begin(): Promise<{ readonly url: string; readonly secrets: Secrets }>
  /**
   * Finishes it with the address at which the browser came back; only its query counts.
   * @throws SignInProblem
   */
  finish(callback: URL, secrets: Secrets, arrival: Arrival): Promise<Identity>
  /**
   * Only of one that names people in every request: whom this one is from, undefined where it names
   * nobody who can be believed. @throws SignInProblem
   */
  named?(arrival: Arrival): Identity | undefined
}

/**
 * `denied`: the person or the provider said no. `state`: the answer does not belong to a sign-in
 * of this browser. `expired`: it took too long, or was used before. `provider_down`: no answer, or
 * none that helps. `provider_refused`: an answer that cannot be trusted or that makes no sense.
 */
export type ProblemCode = 'denied' | 'state' | 'expired' | 'provider_down' | 'provider_refused'

/** Why a sign-in did not succeed. The message is for the log and holds nothing that is secret. */
export class SignInProblem extends Error {
  readonly code: ProblemCode

  constructor(code: ProblemCode, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'SignInProblem'
    this.code = code
  }
}
