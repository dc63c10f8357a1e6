import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FindCredentials } from './credentials.ts'
import { encodePath, xml } from './encoding.ts'
import { BucketError } from './errors.ts'
import { readForm } from './form.ts'
import type { ObjectInfo, Objects } from './objects.ts'
import { readHeaders } from './operations.ts'
import { checkPost, type Fields } from './postPolicy.ts'

const supportedFields =
  /^(key|bucket|policy|content-(type|disposition)|cache-control|success_action_status|x-amz-(algorithm|credential|date|signature|security-token)|x-ignore-.*)$/

const checkSupported = (fields: Fields) => {
  const other = [...fields.keys()].find((field) => !supportedFields.test(field))
  if (other) throw new BucketError('NotImplemented', `The local bucket does not support the field ${other}.`)
}

const respond = (response: ServerResponse, bucket: string, fields: Fields, { key, etag }: ObjectInfo) => {
  const location = `/${bucket}/${encodePath(key)}`
  const status = fields.get('success_action_status')
  response.setHeader('etag', etag).setHeader('location', location)
  if (status === '201')
    response
      .writeHead(201, { 'content-type': 'application/xml' })
      .end(xml('PostResponse', { Location: location, Bucket: bucket, Key: key, ETag: etag }))
  else response.writeHead(status === '200' ? 200 : 204).end()
}

type Context = {
  bucket: string
  objects: Objects
  findCredentials: FindCredentials
  onUpload: (key: string, accessKeyId: string) => void
}

/** A presigned POST: a form with a file, and a signed policy of what the form may contain. */
export const postObject = async (
  { bucket, objects, findCredentials, onUpload }: Context,
  request: IncomingMessage,
  source: AsyncIterator<Buffer>,
  response: ServerResponse,
) => {
  if (request.headers['content-length'] === undefined)
    throw new BucketError('MissingContentLength', 'You must provide the Content-Length HTTP header.')
  const { fields, file } = await readForm(request.headers['content-type'] ?? '', source)
  const upload = checkPost(fields, bucket, findCredentials, Date.now())
  checkSupported(fields)
  onUpload(upload.key, upload.accessKeyId)
  const headers = readHeaders((name) => fields.get(name))
  const stored = await objects.write(upload.key, headers, file, upload)
  respond(response, bucket, fields, stored)
}
