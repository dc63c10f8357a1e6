/**
 * Who is about to come in: from one form to the next, and never to a disk. With it, whoever has just signed up need not
 * type everything again.
 */
export const newcomer: { email: string; password: string } = { email: '', password: '' }

export const forgetPassword = () => {
  newcomer.password = ''
}
