import type { Api, Attachment } from './types.ts'

type Url = { url: string; expiresAt: number }
type Context = { api: Api; now: () => number }

const maxUrls = 1000
/** A picture may take that long to load. */
const marginMs = 60_000

/**
 * The addresses of pictures by their attachments. They expire, and frames have none. The same address is used as long as it is
 * valid, so that the browser does not load a picture again with each page of messages.
 */
export const createAttachmentUrls = ({ api, now }: Context) => {
  const urls = new Map<string, Url>()
  const requests = new Map<string, Promise<string>>()

  const isValid = (known: Url | undefined): known is Url =>
    known !== undefined && known.expiresAt - marginMs > now()

  const remember = (uuid: string, url: string, expiresAt: string): string => {
    urls.delete(uuid) // the newest ones come last
    urls.set(uuid, { url, expiresAt: Date.parse(expiresAt) })
    for (const [oldest] of [...urls].slice(0, -maxUrls)) urls.delete(oldest)
    return url
  }

  const request = async (uuid: string): Promise<string> => {
    const path = { attachment_uuid: uuid }
    const { url = '', expires_at = '' } = (await api('GET /api/attachments/{attachment_uuid}', { path })).body
    return remember(uuid, url, expires_at)
  }

  return {
    /** The address, if a valid one is known. */
    find: ({ uuid, url, expires_at }: Attachment): string | undefined => {
      const known = urls.get(uuid)
      if (isValid(known)) return known.url
      if (!url || !expires_at) return undefined
      return isValid({ url, expiresAt: Date.parse(expires_at) }) ? remember(uuid, url, expires_at) : undefined
    },

    /** Requests a new address. Rejects with a MessengerError. */
    renew: (uuid: string): Promise<string> => {
      const running = requests.get(uuid) ?? request(uuid).finally(() => requests.delete(uuid))
      requests.set(uuid, running)
      return running
    },
  }
}
