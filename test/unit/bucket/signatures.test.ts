import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { aLocalBucket, Bucket, clientOf, failureOf, ofARole, uploads } from '../../steps/s3.ts'

const here = aLocalBucket()
const key = "attachments/g/ü é/1+2='3'"

beforeAll(() => uploads(here, key, 'a picture'))

const differs = (hex: string) => hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))

describe('a request with a signature in its headers', () => {
  const gets = (client: S3Client) => client.send(new GetObjectCommand({ Bucket, Key: key }))

  /** Changes the headers when the SDK has signed them. */
  const changing = (change: (headers: Record<string, string>) => void) => {
    const client = clientOf(here.url)
    client.middlewareStack.add(
      (next) => (args) => {
        change((args.request as { headers: Record<string, string> }).headers)
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    return client
  }
  const authorizes = (change: (value: string) => string) =>
    changing((headers) => {
      headers.authorization = change(headers.authorization ?? '')
    })

  test('succeeds, also of a role', async () => {
    for (const signer of [{}, ofARole])
      expect(await failureOf(gets(clientOf(here.url, signer)))).toBe('succeeded')
  })

  test('is refused if the clocks differ by more than 15 minutes', async () => {
    for (const [minutes, outcome] of [
      [-14, 'succeeded'],
      [14, 'succeeded'],
      [-16, '403 RequestTimeTooSkewed'],
      [16, '403 RequestTimeTooSkewed'],
    ] as const) {
      const client = clientOf(here.url, { systemClockOffset: minutes * 60_000 })
      expect([minutes, await failureOf(gets(client))]).toEqual([minutes, outcome])
    }
  })

  const cases: Record<string, [client: () => S3Client, failure: string]> = {
    'another secret': [() => clientOf(here.url, { secretAccessKey: 'Guessed' }), '403 SignatureDoesNotMatch'],
    'an unknown access key': [() => clientOf(here.url, { accessKeyId: 'Nobody' }), '403 InvalidAccessKeyId'],
    'another region': [() => clientOf(here.url, { region: 'eu-west-1' }), '400 AuthorizationHeaderMalformed'],
    'another signature': [
      () => authorizes((value) => value.replace(/Signature=./, 'Signature=f').replace(/.$/, differs)),
      '403 SignatureDoesNotMatch',
    ],
    'a signature in capitals': [
      () =>
        authorizes((value) =>
          value.replace(/Signature=.*/, (all) => `Signature=${all.slice(10).toUpperCase()}`),
        ),
      '400 AuthorizationHeaderMalformed',
    ],
    'no authorization': [() => changing((headers) => delete headers.authorization), '403 AccessDenied'],
    'a bearer token': [() => authorizes(() => 'Bearer abc'), '400 InvalidArgument'],
    'the host left out of the signed headers': [
      () => authorizes((value) => value.replace(';host;', ';')),
      '403 AccessDenied',
    ],
    'a header of S3 that is not signed': [
      () =>
        changing((headers) => {
          headers['x-amz-metadata-directive'] = 'REPLACE'
        }),
      '403 AccessDenied',
    ],
    'a signed header that was changed': [
      () =>
        changing((headers) => {
          headers['x-amz-user-agent'] = 'another'
        }),
      '403 SignatureDoesNotMatch',
    ],
    'no date': [() => changing((headers) => delete headers['x-amz-date']), '403 AccessDenied'],
    'no hash of the body': [
      () => changing((headers) => delete headers['x-amz-content-sha256']),
      '400 InvalidRequest',
    ],
  }
  test.each(Object.keys(cases))('is refused with %s', async (name) => {
    const [client, failure] = cases[name] ?? [() => here.client, '']
    expect(await failureOf(gets(client()))).toBe(failure)
  })
})
