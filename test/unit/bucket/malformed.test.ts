import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { boundary, end, filePart, multipart, part, partsOf } from '../../steps/multipart.ts'
import { eventually } from '../../steps/processes.ts'
import { aLocalBucket, presignsPost, reads } from '../../steps/s3.ts'

const here = aLocalBucket()

type Chunks = Iterable<string | Buffer>

/** Sends bytes as they are, until the bucket closes the connection. Returns its response, and how much it has let through. */
const sendsRaw = (head: string[], chunks: Chunks = []) =>
  new Promise<{ response: string; sentBytes: number }>((resolve) => {
    const socket = connect(Number(new URL(here.url).port), '127.0.0.1')
    const iterator = chunks[Symbol.iterator]()
    let response = ''
    let sentBytes = 0
    const write = (): void => {
      for (;;) {
        if (socket.destroyed) return
        const { done, value } = iterator.next()
        if (done) return
        sentBytes += value.length
        if (!socket.write(value)) {
          socket.once('drain', write)
          return
        }
      }
    }
    socket.on('data', (data) => {
      response += data
    })
    socket.on('error', () => {}) // the bucket closes a connection on which more is sent than it reads
    socket.on('close', () => resolve({ response, sentBytes }))
    socket.write([...head, 'connection: close', '', ''].join('\r\n'))
    write()
  })

const postHead = (length: number, contentType = multipart) => [
  'POST /attachments HTTP/1.1',
  'host: 127.0.0.1',
  `content-type: ${contentType}`,
  `content-length: ${length}`,
]

/** Posts a body as it is. Returns the status and the code of the error. */
const postsBody = async (body: string, contentType?: string): Promise<string> => {
  const { response } = await sendsRaw(postHead(Buffer.byteLength(body), contentType), [body])
  const [, status] = /^HTTP\/1\.1 (\d+)/.exec(response) ?? []
  const [, code] = /<Code>(\w+)<\/Code>/.exec(response) ?? []
  return [status, code].join(' ').trim()
}

const signed = async (key: string) => partsOf((await presignsPost(here, { key })).fields)

/** What an upload that was not finished would leave. */
const leftovers = () => readdirSync(here.folder).filter((name) => name.startsWith('new-'))

test('a form as a browser sends it is stored', async () => {
  expect(await postsBody(`${await signed('pending/raw')}${filePart('a picture')}${end}`)).toBe('204')
  expect(await reads(here, 'pending/raw')).toBe('a picture')
})

test.each([
  ['of another type', 'application/json', '412 PreconditionFailed'],
  ['without a boundary', 'multipart/form-data', '412 PreconditionFailed'],
  ['with an empty boundary', 'multipart/form-data; boundary=', '412 PreconditionFailed'],
  ['with too long a boundary', `multipart/form-data; boundary=${'b'.repeat(71)}`, '412 PreconditionFailed'],
  ['with another boundary', 'multipart/form-data; boundary=another', '400 MalformedPOSTRequest'],
])('a form %s is refused', async (_, contentType, error) => {
  const body = `${await signed('pending/type')}${filePart('a picture')}${end}`
  expect(await postsBody(body, contentType)).toBe(error)
  expect(await reads(here, 'pending/type')).toBeUndefined()
})

const bodies: Record<string, [body: (fields: string) => string, error: string]> = {
  'no file': [(fields) => `${fields}${end}`, '400 IncorrectNumberOfFilesInPostRequest'],
  'no end': [(fields) => `${fields}${filePart('a picture')}`.slice(0, -2), '400 MalformedPOSTRequest'],
  'an end that is cut off': [
    (fields) => `${fields}${filePart('a picture')}--${boundary}`,
    '400 MalformedPOSTRequest',
  ],
  nothing: [() => '', '400 MalformedPOSTRequest'],
  'no parts': [() => end, '400 IncorrectNumberOfFilesInPostRequest'],
  'a part without a name': [
    (fields) => `--${boundary}\r\nContent-Disposition: form-data\r\n\r\n1\r\n${fields}${filePart('a')}${end}`,
    '400 MalformedPOSTRequest',
  ],
  'a part without headers': [
    (fields) => `--${boundary}\r\n\r\n1\r\n${fields}${filePart('a')}${end}`,
    '400 MalformedPOSTRequest',
  ],
  'text before the first part': [
    (fields) => `text\r\n${fields}${filePart('a')}${end}`,
    '400 MalformedPOSTRequest',
  ],
  'a field twice': [
    (fields) => `${fields}${part('key', 'attachments/other')}${filePart('a')}${end}`,
    '400 InvalidArgument',
  ],
  'the fields after the file': [(fields) => `${filePart('a picture')}${fields}${end}`, '400 InvalidArgument'],
  '10,000 fields': [
    (fields) =>
      `${Array.from({ length: 10_000 }, (_, index) => part(`x-ignore-${index}`, '')).join('')}${fields}${filePart('a')}${end}`,
    '400 MaxPostPreDataLengthExceeded',
  ],
  'a field of a megabyte': [
    (fields) => `${part('x-ignore-a', 'x'.repeat(2 ** 20))}${fields}${filePart('a')}${end}`,
    '400 MaxPostPreDataLengthExceeded',
  ],
  'headers of a megabyte in a part': [
    (fields) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${';'.repeat(2 ** 20)}"\r\n\r\n${fields}`,
    '400 MaxPostPreDataLengthExceeded',
  ],
}

test.each(Object.keys(bodies))('a form with %s is refused, and nothing is stored', async (name) => {
  const key = `pending/malformed/${name}`
  const [body, error] = bodies[name] ?? [String, '']
  expect(await postsBody(body(await signed(key)))).toBe(error)
  expect(await reads(here, key)).toBeUndefined()
  expect(leftovers()).toEqual([])
})

test('what follows the file is ignored', async () => {
  const rest = `${part('key', 'attachments/other')}${filePart('another picture')}`
  expect(await postsBody(`${await signed('pending/first')}${filePart('a picture')}${rest}${end}`)).toBe('204')
  expect(await reads(here, 'pending/first')).toBe('a picture')
  expect(await reads(here, 'attachments/other')).toBeUndefined()
})

test('a connection that ends in the middle of a file stores nothing', async () => {
  const body = `${await signed('pending/aborted')}${filePart('a picture')}${end}`
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(here.url).port), '127.0.0.1')
    socket.on('close', () => resolve())
    socket.write([...postHead(body.length), '', body.slice(0, -20)].join('\r\n'), () => socket.destroy())
  })
  await eventually(leftovers, (names) => names.length === 0)
  expect(await reads(here, 'pending/aborted')).toBeUndefined()
})

test('a form without a length is refused', async () => {
  const head = ['POST /attachments HTTP/1.1', 'host: 127.0.0.1', `content-type: ${multipart}`]
  const { response } = await sendsRaw([...head, 'transfer-encoding: chunked'], ['0\r\n\r\n'])
  expect(response).toMatch(/^HTTP\/1\.1 411 [\s\S]*MissingContentLength/)
})

describe('an endless body is read up to a limit', () => {
  const aMegabyte = Buffer.alloc(2 ** 20, 'x')
  const aGigabyte = 2 ** 30
  function* endless(start: string): Generator<string | Buffer> {
    yield start
    for (;;) yield aMegabyte
  }
  const opening = `--${boundary}\r\nContent-Disposition: form-data; name="`

  test.each([
    ['a file', async () => `${await signed('pending/endless')}${opening}file"\r\n\r\n`],
    ['a field', async () => `${opening}key"\r\n\r\n`],
    ['a boundary', async () => `--`],
    [
      'what follows the file',
      async () => `${await signed('pending/endless')}${filePart('a picture')}--${boundary}\r\n`,
    ],
  ])('as %s', async (_, start) => {
    const { sentBytes } = await sendsRaw(postHead(aGigabyte), endless(await start()))
    expect(sentBytes).toBeLessThan(aGigabyte / 8)
    expect(await reads(here, 'pending/endless')).toBeUndefined()
    expect(leftovers()).toEqual([])
  })

  test('of headers', async () => {
    const { response, sentBytes } = await sendsRaw(['GET /attachments HTTP/1.1', 'x: '], endless('x'))
    expect(response).toMatch(/^HTTP\/1\.1 (400|431) /)
    expect(sentBytes).toBeLessThan(aGigabyte / 8)
  })
})

test.each([
  ['GET http://127.0.0.1/attachments/a HTTP/1.1', '400'],
  ['GET /attachments/%zz HTTP/1.1', '400'],
  ['GET /attachments/%ff HTTP/1.1', '400'],
  ['GET // HTTP/1.1', '404'],
  ['GET /attachments/../../etc/passwd HTTP/1.1', '403'],
  ['GET /attachments HTTP/1.1', '403'],
  ['POST /attachments/pending/a HTTP/1.1', '403'],
  ['PATCH /attachments/a HTTP/1.1', '403'],
])('%s answers %s', async (line, status) => {
  const { response } = await sendsRaw([line, 'host: 127.0.0.1', 'content-length: 0'])
  expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
})
