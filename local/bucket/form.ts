import { BucketError } from './errors.ts'
import type { Fields } from './postPolicy.ts'

/** S3's maximum for all that precedes the file in a form. */
const maxFieldBytes = 20 * 1024

const malformed = () =>
  new BucketError(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  )

const tooLong = () =>
  new BucketError(
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file were too large.',
  )

/** Reads a stream up to delimiters. It holds the last chunk, and what `text` collects. */
const createReader = (source: AsyncIterator<Buffer>) => {
  let held = Buffer.from('\r\n') // so that the first boundary has the same delimiter as the others
  let textBytes = 0

  const readMore = async () => {
    const { done, value } = await source.next()
    if (done) throw malformed()
    held = Buffer.concat([held, value])
  }

  /** The text before the delimiter. All texts of a form together have a maximum. */
  const text = async (delimiter: string): Promise<string> => {
    for (;;) {
      const end = held.indexOf(delimiter)
      const length = end < 0 ? held.length : end
      if (textBytes + length > maxFieldBytes) throw tooLong()
      if (end >= 0) {
        const found = held.toString('utf8', 0, end)
        held = held.subarray(end + delimiter.length)
        textBytes += end + delimiter.length
        return found
      }
      await readMore()
    }
  }

  /** The bytes before the delimiter. */
  async function* bytes(delimiter: string): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const end = held.indexOf(delimiter)
      const length = end < 0 ? Math.max(0, held.length - delimiter.length + 1) : end
      if (length > 0) yield held.subarray(0, length)
      held = held.subarray(end < 0 ? length : end + delimiter.length)
      if (end >= 0) return
      await readMore()
    }
  }

  /** Ignores what follows the file, as S3 does. */
  const ignoreRest = async () => {
    while (held.length < 2) await readMore()
    if (!['--', '\r\n'].includes(held.toString('latin1', 0, 2))) throw malformed()
    for (let restBytes = held.length; restBytes <= maxFieldBytes; ) {
      const { done, value } = await source.next()
      if (done) return
      restBytes += value.length
    }
    throw malformed()
  }

  return { text, bytes, ignoreRest }
}

const readBoundary = (contentType: string): string => {
  const [, quoted, bare] =
    /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(
      contentType,
    ) ?? []
  const boundary = quoted ?? bare
  if (!boundary)
    throw new BucketError(
      'PreconditionFailed',
      'Bucket POST must be of the enclosure-type multipart/form-data',
    )
  return boundary
}

const readName = (partHeaders: string): string => {
  if (partHeaders.startsWith('\r\n')) throw malformed() // it has no headers
  const [, name] = /^content-disposition:\s*form-data;(?:.*;)?\s*name="([^"]*)"/im.exec(partHeaders) ?? []
  if (name === undefined) throw malformed()
  return name.toLowerCase()
}

/** Reads the fields of a form, up to its file. `file` then yields the bytes of the file. */
export const readForm = async (
  contentType: string,
  source: AsyncIterator<Buffer>,
): Promise<{ fields: Fields; file: AsyncIterable<Buffer> }> => {
  const delimiter = `\r\n--${readBoundary(contentType)}`
  const { text, bytes, ignoreRest } = createReader(source)
  async function* readFile() {
    yield* bytes(delimiter)
    await ignoreRest()
  }
  const fields = new Map<string, string>()
  if ((await text(delimiter)) !== '') throw malformed()
  for (;;) {
    const rest = await text('\r\n')
    if (rest === '--')
      throw new BucketError(
        'IncorrectNumberOfFilesInPostRequest',
        'POST requires exactly one file upload per request.',
      )
    if (rest.trim() !== '') throw malformed()
    const name = readName(await text('\r\n\r\n'))
    if (name === 'file') return { fields, file: readFile() }
    if (fields.has(name)) throw new BucketError('InvalidArgument', `The field ${name} occurs twice.`)
    fields.set(name, await text(delimiter))
  }
}
