import type { State } from './rows.ts'
import type { Json } from './scenario.ts'

/* What must hold of accounts after every write. */

/** The time until which sign-ins have ended only moves forward, until the user is erased. */
export const checkAccountWrite = (before: Json | undefined, after: Json | undefined, { facts }: State) => {
  if (!before?.signed_out_at || !after || after.erased_at || after.reserved_until) return
  if (!/^(USR|HDL|COG)#/.test(before.pk.S)) return
  if ((after.signed_out_at?.S ?? '') < before.signed_out_at.S)
    facts.problems.push(`${before.pk.S} has lost the time when the user signed out`)
}
