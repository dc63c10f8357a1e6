import type { Config } from './config.ts'

const originsOf = ({ apiUrl, webSocketUrl, cognitoUrl }: Config): string[] =>
  [apiUrl, webSocketUrl, cognitoUrl].flatMap((url) => (url ? [new URL(url).origin] : []))

/**
 * Restricts the page to the hosts of its configuration, which the policy in index.html cannot know. A browser enforces all
 * policies of a page, so adding one can only restrict it further.
 */
export const narrowPolicy = (config: Config) => {
  const meta = document.createElement('meta')
  meta.httpEquiv = 'Content-Security-Policy'
  meta.content = `connect-src 'self' ${[...new Set(originsOf(config))].join(' ')}`
  document.head.append(meta)
}
