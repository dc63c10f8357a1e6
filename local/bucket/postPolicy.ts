import {
  checkCredentials,
  checkSignature,
  type FindCredentials,
  parseDate,
  parseScope,
} from './credentials.ts'
import { BucketError } from './errors.ts'

/** The fields of a form, by their names in lower case. */
export type Fields = ReadonlyMap<string, string>

export type Upload = { key: string; accessKeyId: string; minBytes: number; maxBytes: number }

type Condition =
  | { operator: 'eq' | 'starts-with'; field: string; value: string }
  | { operator: 'content-length-range'; min: number; max: number }

const maxObjectBytes = 5 * 1024 ** 3 // S3's maximum for one request
const signatureField = 'x-amz-signature'

const invalidPolicy = (why: string) => new BucketError('InvalidPolicyDocument', `Invalid Policy: ${why}`)
const denied = (why: string) => new BucketError('AccessDenied', `Invalid according to Policy: ${why}`)

const isLength = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0

const parseList = ([operator, field, value]: unknown[]): Condition => {
  if (operator === 'content-length-range') {
    if (!isLength(field) || !isLength(value)) throw invalidPolicy('content-length-range needs two lengths.')
    return { operator, min: field, max: value }
  }
  if (operator !== 'eq' && operator !== 'starts-with') throw invalidPolicy('Invalid condition.')
  if (typeof field !== 'string' || !field.startsWith('$') || typeof value !== 'string')
    throw invalidPolicy('A condition needs a field and a text.')
  return { operator, field: field.slice(1).toLowerCase(), value }
}

const parseCondition = (condition: unknown): Condition[] => {
  if (Array.isArray(condition)) return [parseList(condition)]
  if (typeof condition !== 'object' || condition === null) throw invalidPolicy('Invalid condition.')
  return Object.entries(condition).map(([field, value]) => {
    if (typeof value !== 'string') throw invalidPolicy('A condition needs a text.')
    return { operator: 'eq', field: field.toLowerCase(), value }
  })
}

const parsePolicy = (text: string): { expiresAt: number; conditions: Condition[] } => {
  let policy: { expiration?: unknown; conditions?: unknown } | null
  try {
    policy = JSON.parse(Buffer.from(text, 'base64').toString())
  } catch {
    throw invalidPolicy('Invalid JSON.')
  }
  const { expiration, conditions } = policy ?? {}
  const expiresAt = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN
  if (Number.isNaN(expiresAt)) throw invalidPolicy('Policy has no valid expiration.')
  if (!Array.isArray(conditions)) throw invalidPolicy('Policy has no conditions.')
  return { expiresAt, conditions: conditions.flatMap(parseCondition) }
}

const isMet = (condition: Condition, values: Fields): boolean => {
  if (condition.operator === 'content-length-range') return true // checked while the file is received
  const value = values.get(condition.field) ?? ''
  return condition.operator === 'eq' ? value === condition.value : value.startsWith(condition.value)
}

const isExempt = (field: string) =>
  ['policy', signatureField, 'file'].includes(field) || field.startsWith('x-ignore-')

const checkConditions = (conditions: Condition[], fields: Fields, bucket: string) => {
  const values = new Map([['bucket', bucket], ...fields])
  if (values.get('bucket') !== bucket) throw denied('The field bucket names another bucket.')
  const failed = conditions.find((condition) => !isMet(condition, values))
  if (failed) throw denied(`Policy Condition failed: ${JSON.stringify(Object.values(failed))}`)
  const covered = conditions.map((condition) => ('field' in condition ? condition.field : ''))
  const extra = [...fields.keys()].filter((field) => !isExempt(field) && !covered.includes(field))
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
}

/** Verifies who has signed the policy. */
const checkPolicySignature = (fields: Fields, findCredentials: FindCredentials): string => {
  const read = (field: string) => {
    const value = fields.get(field)
    if (!value) throw new BucketError('InvalidArgument', `Bucket POST must contain a field named '${field}'.`)
    return value
  }
  if (!fields.has('policy')) throw new BucketError('AccessDenied', 'Access Denied')
  const date = read('x-amz-date')
  if (read('x-amz-algorithm') !== 'AWS4-HMAC-SHA256' || parseDate(date) === undefined)
    throw new BucketError(
      'InvalidArgument',
      'X-Amz-Algorithm must be AWS4-HMAC-SHA256, and X-Amz-Date a date.',
    )
  const scope = parseScope(read('x-amz-credential'), date)
  if (!scope)
    throw new BucketError(
      'InvalidArgument',
      'The date, the region or the service of the credential is wrong.',
    )
  const credentials = checkCredentials(scope, fields.get('x-amz-security-token'), findCredentials)
  checkSignature(credentials, scope, read('policy'), read(signatureField))
  return scope.accessKeyId
}

/** Verifies the fields of a presigned POST, and returns what it may store. */
export const checkPost = (
  fields: Fields,
  bucket: string,
  findCredentials: FindCredentials,
  now: number,
): Upload => {
  const key = fields.get('key')
  if (!key) throw new BucketError('InvalidArgument', "Bucket POST must contain a field named 'key'.")
  const accessKeyId = checkPolicySignature(fields, findCredentials)
  const { expiresAt, conditions } = parsePolicy(fields.get('policy') ?? '')
  if (now > expiresAt) throw denied('Policy expired.')
  checkConditions(conditions, fields, bucket)
  const ranges = conditions.filter(({ operator }) => operator === 'content-length-range') as {
    min: number
    max: number
  }[]
  return {
    key,
    accessKeyId,
    minBytes: Math.max(0, ...ranges.map(({ min }) => min)),
    maxBytes: Math.min(maxObjectBytes, ...ranges.map(({ max }) => max)),
  }
}
