import type { FileStore } from '../../../client/types.ts'

const cacheName = 'cruddur-files'
const prefix = '/files/'

const open = () => caches.open(cacheName)
const addressOf = (name: string) => prefix + encodeURIComponent(name)

/** The files of unsent messages, in the cache storage of the browser. */
export const cachedFiles: FileStore = {
  get: async (name) => (await (await open()).match(addressOf(name)))?.blob(),
  put: async (name, file) => (await open()).put(addressOf(name), new Response(file)),
  remove: async (name) => {
    await (await open()).delete(addressOf(name))
  },
  names: async () => {
    const requests = await (await open()).keys()
    return requests.map(({ url }) => decodeURIComponent(new URL(url).pathname.slice(prefix.length)))
  },
}
