import { createHash } from 'node:crypto'
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import {
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CommandError } from './command.ts'
import type { WebFile } from './webFiles.ts'

type S3Error = Error & { $metadata?: { httpStatusCode?: number } }

/** The S3 bucket of a stage's web client, and its CloudFront distribution. */
export const webHost = (bucket: string, distributionId: string) => {
  const s3 = new S3Client({})
  const cloudfront = new CloudFrontClient({})

  const headObject = (key: string): Promise<HeadObjectCommandOutput | undefined> =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch((error: S3Error) => {
      const status = error.$metadata?.httpStatusCode
      if (status === 404) return undefined
      // A response to HEAD has no body, and so no error message from AWS.
      if (status === 403)
        throw new CommandError(
          `No access to the bucket ${bucket}. Required permissions: s3:GetObject, s3:ListBucket and s3:PutObject.`,
        )
      throw error
    })

  return {
    /** Whether the bucket has this file with the same content and headers. With SSE-S3, the ETag is the MD5. */
    has: async ({ key, md5, type, cacheControl }: WebFile): Promise<boolean> => {
      const object = await headObject(key)
      return (
        object?.ETag === `"${md5}"` && object.ContentType === type && object.CacheControl === cacheControl
      )
    },

    put: ({ key, content, type, cacheControl }: WebFile) =>
      s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: content,
          ContentType: type,
          CacheControl: cacheControl,
        }),
      ),

    /**
     * Invalidates these files in the distribution's caches. Idempotent: the caller reference is derived from the uploaded
     * objects. So every run can invalidate, also the one after a run that was interrupted before its invalidation.
     */
    invalidate: async (keys: string[]): Promise<string | undefined> => {
      const objects = await Promise.all(keys.map(headObject))
      const states = objects.map((object) => [object?.ETag, object?.LastModified])
      const paths = keys.map((key) => `/${key}`).sort()
      const reference = createHash('sha256')
        .update(JSON.stringify([paths, states]))
        .digest('hex')
      const { Invalidation } = await cloudfront.send(
        new CreateInvalidationCommand({
          DistributionId: distributionId,
          InvalidationBatch: {
            CallerReference: reference,
            Paths: { Quantity: paths.length, Items: paths },
          },
        }),
      )
      return Invalidation?.Id
    },
  }
}
