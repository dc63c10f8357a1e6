import type { Config } from './network.ts'

const originsOf = ({ apiUrl, webSocketUrl, cognitoUrl }: Config): string[] =>
  [apiUrl, webSocketUrl, cognitoUrl].flatMap((url) => (url ? [new URL(url).origin] : []))

/**
 * From here on this page may talk to the places of its configuration, and to no others. A policy can only be made
 * narrower, so this is one more beside the one of index.html, which cannot know them.
 */
export const narrowPolicy = (config: Config) => {
  const meta = document.createElement('meta')
  meta.httpEquiv = 'Content-Security-Policy'
  meta.content = `connect-src 'self' ${[...new Set(originsOf(config))].join(' ')}`
  document.head.append(meta)
}
