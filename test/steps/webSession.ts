export type SessionOwner = { cognitoUserId: string; token: string; refreshToken?: string }

/** A script that stores the session that signing in would store, before the first page of a tab is loaded. */
export const signedInScript = ({ cognitoUserId: sub, token, refreshToken = 'none' }: SessionOwner) => {
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const session = { sub, accessToken: token, refreshToken, expiresAt: exp * 1000 }
  return `if (!window.name) {
    window.name = 'signed in'
    localStorage.setItem('cruddur.session', ${JSON.stringify(JSON.stringify(session))})
  }`
}
