import type { FileStore } from '../../../client/types.ts'

const cacheName = 'cruddur-files'
const prefix = '/files/'

/** Without photos, there is no cache. */
const find = async () => ((await caches.has(cacheName)) ? caches.open(cacheName) : undefined)
const addressOf = (name: string) => prefix + encodeURIComponent(name)

/** The files of unsent messages, in the cache storage of the browser. */
export const cachedFiles: FileStore = {
  get: async (name) => (await (await find())?.match(addressOf(name)))?.blob(),
  put: async (name, file) => (await caches.open(cacheName)).put(addressOf(name), new Response(file)),
  remove: async (name) => {
    await (await find())?.delete(addressOf(name))
  },
  names: async () => {
    const requests = (await (await find())?.keys()) ?? []
    return requests.map(({ url }) => decodeURIComponent(new URL(url).pathname.slice(prefix.length)))
  },
}
