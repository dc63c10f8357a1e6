import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CopyObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost, type PresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll } from '@jest/globals'
import { startBucket } from '../../local/bucket.ts'

/* A client of the local bucket: the AWS SDK, and requests that it does not make. */

export const Bucket = 'attachments'
export const origin = 'https://cruddur.example'

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

export const credentials: Credentials = {
  accessKeyId: 'MockAccessKeyId',
  secretAccessKey: 'MockSecretAccessKey',
}

/** Credentials of a role, which have a session token. */
export const ofARole: Credentials = {
  accessKeyId: 'Role',
  secretAccessKey: 'secret',
  sessionToken: 'session/+=',
}

const known = [credentials, ofARole]

type ClientOptions = Partial<Credentials> & { region?: string; systemClockOffset?: number }

export const clientOf = (
  url: string,
  { region = 'us-east-1', systemClockOffset = 0, ...signer }: ClientOptions = {},
) =>
  new S3Client({
    endpoint: new URL(url).origin,
    forcePathStyle: true,
    region,
    systemClockOffset,
    credentials: { ...credentials, ...signer },
    maxAttempts: 1,
  })

/** Starts a bucket for this test file. */
export const aLocalBucket = () => {
  const here = { url: '', folder: '', client: new S3Client({}) }
  let bucket: Awaited<ReturnType<typeof startBucket>>
  beforeAll(async () => {
    here.folder = mkdtempSync(join(tmpdir(), 'cruddur-bucket-test-'))
    bucket = await startBucket({
      folder: here.folder,
      allowedOrigins: `${origin},https://admin.cruddur.example`,
      findCredentials: (id) => known.find(({ accessKeyId }) => accessKeyId === id),
    })
    Object.assign(here, { url: bucket.url, client: clientOf(bucket.url) })
  })
  afterAll(async () => {
    here.client.destroy()
    await bucket.end()
    rmSync(here.folder, { recursive: true })
  })
  return here
}

export type Here = ReturnType<typeof aLocalBucket>

type PostOptions = { key?: string; type?: string; maxBytes?: number; client?: S3Client }

/** What createAttachment gives to a browser. */
export const presignsPost = (
  { client }: Pick<Here, 'client'>,
  { key = 'pending/g/a', type = 'image/png', maxBytes = 1000, client: signer = client }: PostOptions = {},
): Promise<PresignedPost> =>
  createPresignedPost(signer, {
    Bucket,
    Key: key,
    Fields: { 'Content-Type': type },
    Conditions: [
      ['content-length-range', 1, maxBytes],
      ['eq', '$Content-Type', type],
    ],
    Expires: 600,
  })

export const formOf = (fields: Record<string, string>, file: Blob | string = 'a picture'): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', typeof file === 'string' ? new Blob([file]) : file, 'picture.png')
  return form
}

export type Answer = { status: number; code: string | undefined; headers: Headers; text: string }

/** Sends a request, and reads the code of the error. */
export const sends = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, init)
  const text = await response.text()
  const [, code] = /<Code>(\w+)<\/Code>/.exec(text) ?? []
  return { status: response.status, code, headers: response.headers, text }
}

export const posts = (url: string, form: FormData, headers: Record<string, string> = {}) =>
  sends(url, { method: 'POST', body: form, headers })

/** Uploads an object. */
export const uploads = async (
  here: Pick<Here, 'url' | 'client'>,
  key: string,
  file: Blob | string,
  type = 'image/png',
) => {
  const { fields } = await presignsPost(here, { key, type, maxBytes: 1e9 })
  const { status, code } = await posts(here.url, formOf(fields, file))
  if (status !== 204) throw new Error(`The upload of ${key} was refused with ${status} ${code}.`)
}

/** Reads an object, or undefined if there is none. */
export const reads = async ({ client }: Pick<Here, 'client'>, Key: string): Promise<string | undefined> => {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
    return await Body?.transformToString('latin1')
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined
    throw error
  }
}

/** Copies an object as sending a message does. */
export const copies = ({ client }: Pick<Here, 'client'>, from: string, to: string, ifMatch?: string) =>
  client.send(
    new CopyObjectCommand({
      Bucket,
      Key: to,
      CopySource: `${Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
      ...(ifMatch === undefined ? {} : { CopySourceIfMatch: ifMatch }),
      MetadataDirective: 'REPLACE',
      ContentType: 'image/webp',
      ContentDisposition: 'attachment; filename="photo.webp"',
      CacheControl: 'private, max-age=3600',
    }),
  )

export const presignsGet = (signer: S3Client, key: string, expiresIn = 900) =>
  getSignedUrl(signer, new GetObjectCommand({ Bucket, Key: key }), { expiresIn })

/** The name and the status of the error with which the SDK fails. */
export const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'succeeded',
    (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
      `${error.$metadata?.httpStatusCode} ${error.name}`,
  )
