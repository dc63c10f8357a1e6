import { configAddress, pageAddress, storeConfig, stored } from './storedBuild.ts'
import { worker } from './worker.ts'

/** How long the network may take before the stored response is used. Both add up: the page requests the configuration. */
const pageTimeoutMs = 4000
const configTimeoutMs = 2000

/**
 * The response of the network, or the stored one if the network fails, the host has an internal error or takes too long. So a
 * new build is used as soon as it is deployed.
 */
const networkFirst = async (
  network: Promise<Response>,
  address: string,
  timeoutMs: number,
): Promise<Response> => {
  const isOver = new Promise<undefined>((resolve) => setTimeout(resolve, timeoutMs))
  const response = await Promise.race([network.catch(() => undefined), isOver])
  if (response && response.status < 500) return response
  return (await stored(address)) ?? network
}

const page = async ({ request, preloadResponse }: FetchEvent): Promise<Response> =>
  (await preloadResponse) ?? fetch(request)

const config = async (event: FetchEvent): Promise<Response> => {
  const response = await fetch(event.request)
  if (response.ok) event.waitUntil(storeConfig(response.clone()))
  return response
}

const file = async (request: Request): Promise<Response> =>
  (await stored(new URL(request.url).pathname)) ?? fetch(request)

/** Undefined for what the browser should request as if there was no worker: also everything of other origins, such as the API. */
export const responseTo = (event: FetchEvent): Promise<Response> | undefined => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return undefined
  if (pathname === configAddress) return networkFirst(config(event), configAddress, configTimeoutMs)
  if (pathname.startsWith('/assets/')) return file(request)
  const isPage = request.mode === 'navigate' && !pathname.startsWith('/api/')
  if (!isPage) return undefined
  const network = page(event)
  event.waitUntil(network.catch(() => {})) // browsers log a warning if nothing waits for it
  return networkFirst(network, pageAddress, pageTimeoutMs)
}
