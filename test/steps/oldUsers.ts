import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimFrom } from '../../src/domain/claim.ts'
import { getUserByCognitoId, getUserByHandle, getUserByUuid } from '../../src/repository/users.ts'
import { aHandle } from './given.ts'
import { runs } from './program.ts'

export const folder = mkdtempSync(join(tmpdir(), 'cruddur-users-'))
let files = 0
export const aFileOf = (text: string | Buffer) => {
  files += 1
  const file = join(folder, `users-${files}`)
  writeFileSync(file, text)
  return file
}

export type OldUser = {
  uuid: string
  handle: string
  display_name: string
  email: string
  cognito_user_id: string
}

/** A user of the original application. */
export const anOldUser = (more: Partial<OldUser> = {}): OldUser => {
  const handle = aHandle()
  const names = { handle, display_name: 'Some Body', email: `${handle}@example.org` }
  return { uuid: randomUUID(), ...names, cognito_user_id: randomUUID(), ...more }
}

export const columns = ['uuid', 'display_name', 'handle', 'email', 'cognito_user_id'] as const
export const heading = columns.join(',')
export const rowOf = (person: OldUser) => columns.map((name) => person[name]).join(',')
export const csvOf = (people: OldUser[]) => `${[heading, ...people.map(rowOf)].join('\n')}\n`

/** Imports a file. Returns the counts that it prints. */
export const imports = async (file: string) => {
  const { code, stdout, stderr } = await runs('users:import', file)
  return { code, stderr, ...(stdout === '' ? { counts: undefined } : { counts: JSON.parse(stdout) }) }
}
export const nothing = { added: 0, changed: 0, unchanged: 0, conflicting: 0, invalid: 0 }

/** The user, by uuid, by handle and by Cognito id. */
export const found = async ({ uuid, handle, cognito_user_id }: OldUser) =>
  Promise.all([getUserByUuid(uuid), getUserByHandle(handle), getUserByCognitoId(cognito_user_id)])

export const asUser = ({ uuid, handle, display_name, email, cognito_user_id }: OldUser) => ({
  uuid,
  handle,
  displayName: display_name,
  cognitoUserId: cognito_user_id,
  claim: claimFrom(email),
})
