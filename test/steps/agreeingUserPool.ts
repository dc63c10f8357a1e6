import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stub of the user pool that agrees to every request, for the client of the AWS SDK. It records the actions. */
export const startAgreeingUserPool = async () => {
  const actions: string[] = []
  const server = createServer((request, response) => {
    actions.push(String(request.headers['x-amz-target']))
    response.setHeader('content-type', 'application/x-amz-json-1.1').end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = `http://127.0.0.1:${port}`
  return {
    actions,
    end: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
