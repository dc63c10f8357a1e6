import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import { unzipSync } from 'fflate'
import { listFiles } from '../../src/attachments/bucket.ts'
import { exportsPrefix } from '../../src/domain/export.ts'
import { looksAt } from './attachments.ts'
import { signedAgain } from './tokens.ts'
import { calls } from './when.ts'
import { works } from './workQueue.ts'

/* What people do with their account: sign out everywhere, export their data, delete it. */

type Caller = { token: string }

/** The person with a token of a sign-in at that time. It is valid however much the clock is moved. */
export const signedInAt = <User extends Caller>(user: User, time: number): User => ({
  ...user,
  token: signedAgain(user.token, { auth_time: Math.floor(time / 1000), exp: 4_000_000_000 }),
})

export const deletesAccount = (as: Caller) => calls('DELETE', '/api/users/me', { as })

export const endsSessions = (as: Caller) => calls('DELETE', '/api/users/me/sessions', { as })

export const beginsExport = (as: Caller) => calls('POST', '/api/exports', { as })

export const listsExports = async (as: Caller) => (await calls('GET', '/api/exports', { as })).body

/** For PUSH_SERVICES, where nothing is sent. */
export const pushService = 'https://push.example'

/** Registers a browser for pushes, which nobody can read. */
export const subscribes = (as: Caller, uuid = randomUUID()) =>
  calls('PUT', `/api/push_subscriptions/${uuid}`, {
    as,
    body: {
      endpoint: `${process.env.PUSH_SERVICES}/${uuid}`,
      keys: {
        p256dh: createECDH('prime256v1').generateKeys('base64url'),
        auth: randomBytes(16).toString('base64url'),
      },
    },
  })

/** The keys of the files of all exports of a user. */
export const exportFilesOf = ({ uuid }: { uuid: string }): Promise<string[]> => listFiles(exportsPrefix(uuid))

export type Unzipped = Record<string, Uint8Array>

/** Downloads the files of an export, each unzipped. */
export const downloads = async ({ files }: { files: { url: string }[] }): Promise<Unzipped[]> =>
  Promise.all(files.map(async ({ url }) => unzipSync((await looksAt(url)).bytes)))

/** An export from its beginning to its end. Returns its files, unzipped. */
export const exportsAll = async (user: Caller & { uuid: string }) => {
  expect((await beginsExport(user)).status).toBe(200)
  await works(user)
  const [newest] = await listsExports(user)
  expect(newest.state).toBe('ready')
  return downloads(newest)
}
