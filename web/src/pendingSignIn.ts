/**
 * The email address and password that one form hands to the next, so that a new user need not type them again. In memory
 * only: the password is never stored.
 */
export const pendingSignIn: { email: string; password: string } = { email: '', password: '' }

export const clearPendingPassword = () => {
  pendingSignIn.password = ''
}
