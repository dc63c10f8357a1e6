import { type IncomingHttpHeaders, type IncomingMessage, Server, type ServerResponse } from 'node:http'

type Emit = (this: Server, event: string, ...parameters: unknown[]) => boolean

const localHosts = ['localhost', '127.0.0.1', '[::1]']

/** Another host name means DNS rebinding: a page's own domain resolves to this machine. */
export const isLocalHost = (host = '') => localHosts.includes(host.replace(/:\d+$/, ''))

// Browsers send Origin with every POST.
const isFromWebPage = ({ origin, host }: IncomingHttpHeaders) => origin !== undefined || !isLocalHost(host)

/**
 * Answers 403 to requests from web pages on these ports of this process. Without it, any page that a developer visits could
 * invoke functions, which requires neither a token nor a CORS preflight. serverless-offline creates these servers and has no
 * hook for this, hence the patch of `emit`.
 */
export const rejectBrowserRequests = (ports: number[]) => {
  const emit: Emit = Server.prototype.emit
  const emitUnlessRejected: Emit = function (event, ...parameters) {
    if (event === 'request') {
      const [request, response] = parameters as [IncomingMessage, ServerResponse]
      if (ports.includes(request.socket.localPort ?? 0) && isFromWebPage(request.headers)) {
        response.writeHead(403, { connection: 'close' }).end('Web pages cannot use this port.\n')
        return true
      }
    }
    return emit.call(this, event, ...parameters)
  }
  Server.prototype.emit = emitUnlessRejected
}
