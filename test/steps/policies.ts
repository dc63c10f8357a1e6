import { createHmac } from 'node:crypto'
import { credentials } from './s3.ts'

/* Policies of uploads that the AWS SDK would not make. */

export type Fields = Record<string, string>
type Policy = { expiration?: string; conditions: unknown[] }

export const decode = (policy = ''): Policy => JSON.parse(Buffer.from(policy, 'base64').toString())
export const encode = (policy: unknown) =>
  Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString('base64')

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Signs a policy that the SDK would not make. */
export const signs = (fields: Fields, policy: unknown): Fields => {
  const [, date = '', region = '', service = '', end = ''] = (fields['X-Amz-Credential'] ?? '').split('/')
  const key = [date, region, service, end].reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  const Policy = encode(policy)
  return { ...fields, Policy, 'X-Amz-Signature': hmac(key, Policy).toString('hex') }
}

export const changes = (fields: Fields, change: (policy: Policy) => unknown): Fields =>
  signs(fields, change(decode(fields.Policy)))

export const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name))
