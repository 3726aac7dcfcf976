import { createContext, type ReactNode, use } from 'react'
import type { Account } from '../../server/api/schemas/accounts.ts'
import type { SessionInfo } from '../../server/api/schemas/sign-in.ts'

export interface SignedIn {
  readonly account: Account
  readonly session: SessionInfo
  readonly isOwner: boolean
}

const SignedInContext = createContext<SignedIn | undefined>(undefined)

interface SignedInProviderProps {
  account: Account
  session: SessionInfo
  children: ReactNode
}

export function SignedInProvider({ account, session, children }: SignedInProviderProps) {
  return (
    <SignedInContext value={{ account, session, isOwner: account.role === 'owner' }}>
      {children}
    </SignedInContext>
  )
}

/** Who is signed in, on pages that only they can see. */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext)
  if (!signedIn) throw new Error('This page is for people who are signed in.')
  return signedIn
}
