import { createHmac, timingSafeEqual } from 'node:crypto'
import { pool } from '../pool.ts'
import { BucketError } from './errors.ts'

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

export type FindCredentials = (accessKeyId: string) => Credentials | undefined

const local: Credentials = { accessKeyId: 'MockAccessKeyId', secretAccessKey: 'MockSecretAccessKey' }

/** The credentials that local/functions.ts gives the functions. */
export const findLocalCredentials: FindCredentials = (accessKeyId) =>
  accessKeyId === local.accessKeyId ? local : undefined

/** What a signature is valid for: `<access key id>/<date>/<region>/s3/aws4_request`. */
export type Scope = { accessKeyId: string; date: string; region: string }

/** Parses a credential. Returns undefined if it is not one of this service, this region and this date. */
export const parseScope = (credential: string, date: string): Scope | undefined => {
  const [accessKeyId = '', scopeDate, region, ...rest] = credential.split('/')
  const isValid =
    scopeDate === date.slice(0, 8) && region === pool.region && rest.join('/') === 's3/aws4_request'
  return isValid ? { accessKeyId, date: scopeDate, region } : undefined
}

/** The credentials with this access key. S3 requires the session token exactly if they have one. */
export const checkCredentials = (
  { accessKeyId }: Scope,
  sessionToken: string | undefined,
  findCredentials: FindCredentials,
): Credentials => {
  const credentials = findCredentials(accessKeyId)
  if (!credentials)
    throw new BucketError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    )
  if (credentials.sessionToken !== sessionToken)
    throw new BucketError('InvalidToken', 'The provided token is malformed or otherwise invalid.')
  return credentials
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

const isSame = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other)

/** Verifies a signature of a text by Signature Version 4. */
export const checkSignature = (
  { secretAccessKey }: Credentials,
  { date, region }: Scope,
  text: string,
  signature: string,
) => {
  const keyOfDate = hmac(`AWS4${secretAccessKey}`, date)
  const key = hmac(hmac(hmac(keyOfDate, region), 's3'), 'aws4_request')
  if (!isSame(hmac(key, text), Buffer.from(signature, 'hex')))
    throw new BucketError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    )
}

/** Parses a date as in `20261129T154343Z`. */
export const parseDate = (text: string): number | undefined => {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? undefined : time
}
