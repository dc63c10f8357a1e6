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

type Refusal = Error & { $metadata?: { httpStatusCode?: number } }

/** The bucket of a stage and the distribution before it. */
export const webHost = (bucket: string, distributionId: string) => {
  const s3 = new S3Client({})
  const cloudfront = new CloudFrontClient({})

  const find = (key: string): Promise<HeadObjectCommandOutput | undefined> =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch((error: Refusal) => {
      const status = error.$metadata?.httpStatusCode
      if (status === 404) return undefined
      // An answer to HEAD has no body, so that AWS cannot say it better.
      if (status === 403)
        throw new CommandError(
          `These credentials may not look into the bucket ${bucket}: it takes s3:GetObject, s3:ListBucket and s3:PutObject.`,
        )
      throw error
    })

  return {
    /** As it should be, its headers included. What S3 encrypts by its own key, it tags with its MD5. */
    has: async ({ key, md5, type, cacheControl }: WebFile): Promise<boolean> => {
      const found = await find(key)
      return found?.ETag === `"${md5}"` && found.ContentType === type && found.CacheControl === cacheControl
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
     * Lets the distribution forget these. To ask again for the same objects is no second invalidation, so that a run
     * which was cut off before it came here is made good by the next one.
     */
    invalidate: async (keys: string[]): Promise<string | undefined> => {
      const found = await Promise.all(keys.map(find))
      const states = found.map((one) => [one?.ETag, one?.LastModified])
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
