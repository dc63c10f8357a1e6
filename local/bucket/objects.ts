import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { BucketError } from './errors.ts'

/** What a response says about an object, beside its bytes. */
export type Headers = { contentType: string; contentDisposition?: string; cacheControl?: string }

export type ObjectInfo = Headers & { key: string; bytes: number; etag: string; modifiedAt: number }

/** A file of the bucket is a header of this length, with the object's info as JSON, and then the object's bytes. */
const headerBytes = 4096
const temporary = 'new-'

const readInfo = async (file: FileHandle): Promise<ObjectInfo> => {
  const { buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
  return JSON.parse(buffer.toString())
}

const writeInfo = async (file: FileHandle, info: ObjectInfo) => {
  const json = Buffer.from(JSON.stringify(info))
  if (json.length > headerBytes)
    throw new BucketError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size.',
    )
  await file.write(Buffer.concat([json, Buffer.alloc(headerBytes - json.length, ' ')]), 0, headerBytes, 0)
}

type Limits = { minBytes: number; maxBytes: number }

const tooLarge = () =>
  new BucketError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')

/** Writes the bytes behind the header, at most as many as allowed. */
const writeBytes = async (
  file: FileHandle,
  chunks: AsyncIterable<Buffer>,
  { minBytes, maxBytes }: Limits,
) => {
  const hash = createHash('md5')
  let bytes = 0
  for await (const chunk of chunks) {
    if (bytes + chunk.length > maxBytes) throw tooLarge()
    await file.write(chunk, 0, chunk.length, headerBytes + bytes)
    hash.update(chunk)
    bytes += chunk.length
  }
  if (bytes < minBytes)
    throw new BucketError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
  return { bytes, etag: `"${hash.digest('hex')}"` }
}

const openIfExists = (path: string): Promise<FileHandle | undefined> =>
  open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

const using = async <T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> => {
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

const maxKeyBytes = 1024

/** A hash, because a key can be longer than the name of a file, and can contain `..`. */
const nameOf = (key: string) => {
  if (Buffer.byteLength(key) > maxKeyBytes) throw new BucketError('KeyTooLongError', 'Your key is too long')
  return createHash('sha256').update(key).digest('hex')
}

/** Reads the objects that an earlier process has stored. */
const readInfos = async (folder: string): Promise<Map<string, ObjectInfo>> => {
  const names = readdirSync(folder)
  for (const name of names.filter((one) => one.startsWith(temporary))) rmSync(join(folder, name))
  const infos = new Map<string, ObjectInfo>()
  for (const name of names.filter((one) => /^[\da-f]{64}$/.test(one))) {
    const info = await using(await open(join(folder, name)), readInfo)
    infos.set(info.key, info)
  }
  return infos
}

/** The objects of the bucket, one file each. Files are only renamed into place, so that readers never see a part of one. */
export const openObjects = async (folder: string) => {
  mkdirSync(folder, { recursive: true })
  const infos = await readInfos(folder) // for listing
  const pathOf = (key: string) => join(folder, nameOf(key))

  /** Opens an object. The caller closes it. */
  const openObject = async (key: string) => {
    const file = await openIfExists(pathOf(key))
    if (!file) return undefined
    const info = await readInfo(file)
    /** Bytes from one position to another, both included. */
    const read = (first = 0, last = info.bytes - 1): Readable =>
      last < first
        ? Readable.from([])
        : file.createReadStream({ start: headerBytes + first, end: headerBytes + last, autoClose: false })
    return { info, read, close: () => file.close() }
  }

  /** Stores an object as a whole, or throws and leaves everything as it was. */
  const write = async (
    key: string,
    headers: Headers,
    chunks: AsyncIterable<Buffer>,
    limits: Limits = { minBytes: 0, maxBytes: Number.POSITIVE_INFINITY },
  ): Promise<ObjectInfo> => {
    const target = pathOf(key)
    const path = join(folder, `${temporary}${randomUUID()}`)
    try {
      const info = await using(await open(path, 'wx'), async (file) => {
        const written = await writeBytes(file, chunks, limits)
        const info = { ...headers, key, ...written, modifiedAt: Date.now() }
        await writeInfo(file, info)
        return info
      })
      // Both at once, so that the list is right whatever else happens at the same time.
      renameSync(path, target)
      infos.set(key, info)
      return info
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    }
  }

  const remove = (key: string) => {
    rmSync(pathOf(key), { force: true })
    infos.delete(key)
  }

  /** The objects whose keys begin with a prefix, sorted by the bytes of their keys. */
  const list = (prefix = ''): ObjectInfo[] =>
    [...infos.values()]
      .filter(({ key }) => key.startsWith(prefix))
      .sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)))

  return { open: openObject, write, remove, list }
}

export type Objects = Awaited<ReturnType<typeof openObjects>>
