import { AsyncLocalStorage } from 'node:async_hooks'

/** A request of ours to the bucket. The key of the bucket itself is empty. */
export type BucketCall = { method: string; key: string }

/** Intercepts a request to the bucket: it can send it or not, now or later, and return its response or not. */
export type BucketPass = (call: BucketCall, send: () => Promise<Response>) => Promise<Response>

const passes = new AsyncLocalStorage<BucketPass | undefined>()
const { fetch: send } = globalThis

globalThis.fetch = (input, init) => {
  const pass = passes.getStore()
  const { ATTACHMENTS_URL: bucket = '' } = process.env
  const url = String(input)
  if (!pass || !url.startsWith(bucket)) return send(input, init)
  const key = decodeURIComponent(new URL(url).pathname.slice(new URL(bucket).pathname.length + 1))
  const call = { method: init?.method ?? 'GET', key }
  return passes.run(undefined, () => pass(call, () => send(input, init))) // requests of the pass itself are not intercepted
}

/** Runs the work with its requests to the bucket going through a pass. */
export const throughBucket = <T>(pass: BucketPass, work: () => Promise<T>): Promise<T> =>
  passes.run(pass, work)

/** The requests of the work to the bucket. */
export const bucketCallsOf = async (work: () => Promise<unknown>): Promise<BucketCall[]> => {
  const made: BucketCall[] = []
  await throughBucket(async (call, send) => {
    made.push(call)
    return send()
  }, work)
  return made
}
