import { hash } from 'node:crypto'
import type { SdkRequest, SdkResponse } from './code.ts'
import type { Footprint } from './footprint.ts'

/*
 * The bucket of one schedule: the requests of src/attachments/bucket.ts, without signatures. The tests of local/bucket/ compare
 * that one with what the AWS SDK expects; here it is enough that each request happens at once, and that a copy compares the ETag.
 */

export const bucketName = 'attachments'
export const bucketUrl = `http://127.0.0.1:9/${bucketName}`

/** The content of each file, as text of one byte per character. */
type Files = Map<string, string>

const sourceOf = ({ headers }: SdkRequest): string | undefined =>
  headers['x-amz-copy-source']?.slice(`/${bucketName}/`.length)

const keyOf = ({ path }: SdkRequest): string => path.split('?')[0] ?? ''

const prefixOf = ({ path }: SdkRequest): string =>
  new URLSearchParams(path.split('?')[1] ?? '').get('prefix') ?? ''

const fileAt = (key: string) => ({ pk: 'bucket', from: key, to: key })

export const footprintOfUpload = (key: string): Footprint => ({ reads: [], writes: [fileAt(key)] })

/** Which files a request reads and writes. */
export const footprintOfFiles = (request: SdkRequest): Footprint => {
  const key = keyOf(request)
  const source = sourceOf(request)
  const prefix = prefixOf(request)
  if (request.method !== 'GET')
    return { reads: source === undefined ? [] : [fileAt(source)], writes: [fileAt(key)] }
  return { reads: [key ? fileAt(key) : { pk: 'bucket', from: prefix, to: `${prefix}\uffff` }], writes: [] }
}

export const etagOf = (content: string): string => `"${hash('md5', Buffer.from(content, 'latin1'))}"`

const answerWith = (statusCode: number, text = '', headers = {}): SdkResponse => ({
  statusCode,
  headers,
  body: Buffer.from(text, 'latin1'),
})

export const createBucket = (onWrite: () => void) => {
  const files: Files = new Map()

  const read = (content: string | undefined): SdkResponse =>
    content === undefined
      ? answerWith(404)
      : answerWith(206, content, {
          etag: etagOf(content),
          'content-range': `bytes 0-${content.length - 1}/${content.length}`,
        })

  const list = (prefix: string): SdkResponse => {
    const keys = [...files.keys()].filter((key) => key.startsWith(prefix)).sort()
    return answerWith(200, keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join(''))
  }

  const copy = (from: string, to: string, etag: string | undefined): SdkResponse => {
    const content = files.get(from)
    if (content === undefined) return answerWith(404)
    if (etag !== undefined && etag !== etagOf(content)) return answerWith(412)
    files.set(to, content)
    return answerWith(200, '<CopyObjectResult></CopyObjectResult>')
  }

  const write = (request: SdkRequest, key: string): SdkResponse => {
    const { method, headers, body = '' } = request
    const source = sourceOf(request)
    if (source !== undefined) return copy(source, key, headers['x-amz-copy-source-if-match'])
    if (method === 'DELETE') files.delete(key)
    else files.set(key, Buffer.from(body).toString('latin1'))
    return answerWith(method === 'DELETE' ? 204 : 200)
  }

  const answer = (request: SdkRequest): SdkResponse => {
    const { method } = request
    const key = keyOf(request)
    if (method === 'GET') return key ? read(files.get(key)) : list(prefixOf(request))
    const result = write(request, key)
    onWrite()
    return result
  }

  return {
    files,
    answer,
    /** What a presigned POST does. */
    upload: (key: string, content: string) => {
      files.set(key, content)
    },
    load: (all: [string, string][]) => {
      for (const [key, content] of all) files.set(key, content)
    },
    all: () => [...files].sort(([one], [other]) => (one < other ? -1 : 1)),
  }
}

export type Bucket = ReturnType<typeof createBucket>
