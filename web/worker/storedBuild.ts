import build from 'virtual:build'

const prefix = 'cruddur-build-'
const name = prefix + build.version

export const pageAddress = '/'
export const configAddress = '/config.json'

const load = async (address: string, cache: RequestCache = 'no-cache'): Promise<Response> => {
  const response = await fetch(address, { cache })
  if (!response.ok) throw new Error(`${address}: status ${response.status}`)
  return response
}

/** While a deployment is under way, a host may still serve the page of the build before, whose files are others. */
const loadPage = async (): Promise<Response> => {
  const response = await load(pageAddress)
  const text = await response.clone().text()
  if (!text.includes(build.entry)) throw new Error('The page is of another build')
  return response
}

const loadFile = async (address: string): Promise<Response> => {
  const response = await load(address, 'default')
  // A proxy answers with a page of its own, which would be used in place of the file until the next build.
  if (response.headers.get('content-type')?.includes('html')) throw new Error(`${address} is a page`)
  return response
}

export const storeConfig = async (response: Response) => {
  if (!response.headers.get('content-type')?.includes('json')) return // a page of a proxy, too
  // Without its headers: the page reads the server's time from them, which would be wrong later.
  const copy = new Response(await response.text(), { headers: { 'content-type': 'application/json' } })
  await (await caches.open(name)).put(configAddress, copy)
}

/** Stores what the page needs to start without a network. Rejects if anything is missing: then there is no worker of this build. */
export const storeBuild = async () => {
  const page = await loadPage()
  const cache = await caches.open(name)
  await Promise.all(build.files.map(async (address) => cache.put(address, await loadFile(address))))
  await cache.put(pageAddress, page)
  await load(configAddress).then(storeConfig)
}

export const removeOtherBuilds = async () => {
  const names = await caches.keys()
  const others = names.filter((other) => other.startsWith(prefix) && other !== name)
  await Promise.all(others.map((other) => caches.delete(other)))
}

/** A stored response, if there is one: a browser may have removed it, or fail to read it. */
export const stored = (pathname: string): Promise<Response | undefined> =>
  caches.match(pathname, { cacheName: name, ignoreVary: true }).catch(() => undefined)
