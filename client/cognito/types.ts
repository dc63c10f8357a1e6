import type { MessengerLocks, MessengerStorage, Store } from '../types.ts'

export type CognitoOptions = {
  /** For example `https://cognito-idp.us-east-1.amazonaws.com/`. */
  url: string
  clientId: string
  userPoolId: string
  /** `srp` never sends the password. It needs `crypto.subtle`. */
  signIn: 'password' | 'srp'
  /** Where all tabs find the session. */
  storage: MessengerStorage
  /** With locks, one tab renews the session for all. */
  locks?: MessengerLocks | undefined
  fetch?: typeof fetch
  now?: () => number
  /** The server's clock, for the timestamp of SRP. */
  serverNow?: () => number | Promise<number>
}

/** Who is signed in on this device. */
export type SessionState =
  | { name: 'signedOut' }
  | { name: 'signedIn'; userId: string }
  /** Signed in; this tab is getting a new access token. */
  | { name: 'renewing'; userId: string }
  /** This user has to sign in again. */
  | { name: 'expired'; userId: string }

export type SignUpDetails = { email: string; password: string; name: string; handle: string }

/** Everything that fails rejects with a MessengerError, with the name of Cognito's error as its code. */
export type CognitoSession = {
  /** Follows the other tabs. */
  state: Store<SessionState>
  /** Returns the id of the user, for a messenger. */
  signIn(email: string, password: string): Promise<string>
  /** Signs out in all tabs at once, also offline. Resolves when Cognito has revoked the session or cannot be reached. */
  signOut(): Promise<void>
  /**
   * For `getToken` of a messenger: access tokens of this user, valid for at least two minutes. Rejects with the code
   * `unauthorized` if nobody or somebody else is signed in.
   */
  getTokenOf(userId: string): (refused?: string) => Promise<string>
  signUp(details: SignUpDetails): Promise<void>
  /** Confirms the address of somebody who has signed up, with the code from the e-mail. */
  confirm(email: string, code: string): Promise<void>
  resendCode(email: string): Promise<void>
  /** Sends the code for `resetPassword`. */
  forgotPassword(email: string): Promise<void>
  resetPassword(email: string, code: string, password: string): Promise<void>
}
