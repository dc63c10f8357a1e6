import type { Config } from './config.ts'

const originsOf = (...urls: (string | undefined)[]): string[] =>
  [...new Set(urls)].flatMap((url) => (url ? [new URL(url).origin] : []))

/**
 * Restricts the page to the hosts of its configuration, which the policy in index.html cannot know. A browser enforces all
 * policies of a page, so adding one can only restrict it further.
 */
export const narrowPolicy = ({ apiUrl, webSocketUrl, cognitoUrl, attachmentsUrl }: Config) => {
  const meta = document.createElement('meta')
  meta.httpEquiv = 'Content-Security-Policy'
  const images = ["img-src 'self' blob:", ...originsOf(attachmentsUrl)]
  const connections = ["connect-src 'self'", ...originsOf(apiUrl, webSocketUrl, cognitoUrl, attachmentsUrl)]
  meta.content = `${images.join(' ')}; ${connections.join(' ')}`
  document.head.append(meta)
}
