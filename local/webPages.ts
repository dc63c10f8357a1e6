import { type IncomingHttpHeaders, type IncomingMessage, Server, type ServerResponse } from 'node:http'

type Emit = (this: Server, event: string, ...parameters: unknown[]) => boolean

const ownHosts = ['localhost', '127.0.0.1', '[::1]']

// A browser states the origin of every POST. The host is foreign where a page's own name leads here (DNS rebinding).
const isFromWebPage = ({ origin, host = '' }: IncomingHttpHeaders) =>
  origin !== undefined || !ownHosts.includes(host.replace(/:\d+$/, ''))

/**
 * Refuses what web pages send to these ports of this process: to invoke a function takes no token and no preflight. The
 * servers are serverless-offline's, which has no hook for it.
 */
export const refuseWebPages = (ports: number[]) => {
  const emit: Emit = Server.prototype.emit
  const guarded: Emit = function (event, ...parameters) {
    if (event === 'request') {
      const [request, response] = parameters as [IncomingMessage, ServerResponse]
      if (ports.includes(request.socket.localPort ?? 0) && isFromWebPage(request.headers)) {
        response.writeHead(403, { connection: 'close' }).end('Web pages cannot use this port.\n')
        return true
      }
    }
    return emit.call(this, event, ...parameters)
  }
  Server.prototype.emit = guarded
}
