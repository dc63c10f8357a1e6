import { BucketError } from './errors.ts'

/** The first and the last position of a part of an object. */
export type Range = { first: number; last: number }

/** Parses a Range header. S3 ignores a header with several ranges, and one that it cannot parse. */
export const readRange = (header: string | undefined, bytes: number): Range | undefined => {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || from + to === '') return undefined
  if (from === '') {
    if (Number(to) === 0 || bytes === 0) throw notSatisfiable()
    return { first: Math.max(0, bytes - Number(to)), last: bytes - 1 }
  }
  if (to !== '' && Number(to) < Number(from)) return undefined
  if (Number(from) >= bytes) throw notSatisfiable()
  return { first: Number(from), last: Math.min(bytes - 1, to === '' ? bytes - 1 : Number(to)) }
}

const notSatisfiable = () => new BucketError('InvalidRange', 'The requested range is not satisfiable')

/** Whether a header such as If-Match names this ETag. Clients may leave out its quotes. */
export const hasTag = (header: string, etag: string): boolean =>
  header.split(',').some((tag) => ['*', etag, etag.slice(1, -1)].includes(tag.trim().replace(/^W\//, '')))
