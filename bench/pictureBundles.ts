import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundle, bundleOf } from './bundle.ts'
import { measureColdImports } from './coldImport.ts'
import type { Table } from './table.ts'

/** What each function would import of the AWS SDK for the requests to the bucket that it makes. */
const ofTheSdk: Record<string, string> = {
  createMessage: `
    export { S3Client, GetObjectCommand, CopyObjectCommand } from '@aws-sdk/client-s3'
    export { getSignedUrl } from '@aws-sdk/s3-request-presigner'`,
  listMessages: `
    export { S3Client, GetObjectCommand } from '@aws-sdk/client-s3'
    export { getSignedUrl } from '@aws-sdk/s3-request-presigner'`,
  createAttachment: `
    export { S3Client } from '@aws-sdk/client-s3'
    export { createPresignedPost } from '@aws-sdk/s3-presigned-post'`,
}

const kilobytes = (bytes: number) => bytes / 1024

/** The bundles of functions that use the bucket, beside the same with the SDK's client for S3. */
export const measurePictureBundles = async (rounds: number): Promise<Table> => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const bundles: Bundle[] = []
  for (const [name, more] of Object.entries(ofTheSdk))
    bundles.push(await bundleOf(name, folder), await bundleOf(name, folder, { more }))
  const times = await measureColdImports(
    bundles.map(({ file }) => file),
    rounds,
    () => {},
  )
  return {
    title: 'Functions that use the bucket, beside the same with the client for S3 of the AWS SDK',
    columns: [
      { heading: 'function' },
      { heading: 'zip KB', digits: 1 },
      { heading: 'with the client', digits: 1 },
      { heading: 'code KB', digits: 0 },
      { heading: 'with the client', digits: 0 },
      { heading: 'cold import, CPU ms', digits: 1 },
      { heading: 'with the client', digits: 1 },
    ],
    rows: Object.keys(ofTheSdk).map((name, index) => {
      const [own, other] = bundles.slice(2 * index) as [Bundle, Bundle]
      const sizes = [own.zip, other.zip, own.code, other.code].map(kilobytes)
      return [name, ...sizes, times[2 * index] ?? null, times[2 * index + 1] ?? null]
    }),
    notes: [
      `The median of ${rounds} new processes each. With the client, the few lines of src/attachments/bucket.ts are still in the bundle.`,
    ],
  }
}
