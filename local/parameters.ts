import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/* SSM's Parameter Store, as far as this project uses it. */

type Input = { Name?: string; Value?: string; Overwrite?: boolean }

type Answer = { status: number; body: object }

const success = (body: object): Answer => ({ status: 200, body })
const failure = (__type: string): Answer => ({ status: 400, body: { __type } })

/** Answers a request of the AWS SDK. */
export const answerParameters = (parameters: Map<string, string>, action: string, input: Input): Answer => {
  const { Name = '', Value, Overwrite = false } = input
  if (action === 'AmazonSSM.GetParameter') {
    const value = parameters.get(Name)
    return value === undefined
      ? failure('ParameterNotFound')
      : success({ Parameter: { Name, Value: value, Type: 'SecureString', Version: 1 } })
  }
  if (action === 'AmazonSSM.PutParameter') {
    if (parameters.has(Name) && !Overwrite) return failure('ParameterAlreadyExists')
    parameters.set(Name, String(Value))
    return success({ Version: 1, Tier: 'Standard' })
  }
  return failure('UnsupportedOperationException')
}

const readJson = async (request: IncomingMessage): Promise<Input> => {
  let body = ''
  for await (const chunk of request) body += chunk
  return JSON.parse(body)
}

/** Starts an endpoint for the AWS SDK, on a free port. */
export const startParameters = async (host: string, parameters: Map<string, string>) => {
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target'])
    const { status, body } = await readJson(request).then(
      (input) => answerParameters(parameters, action, input),
      () => failure('SerializationException'),
    )
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const end = () => {
    server.closeAllConnections()
    server.close()
  }
  return { endpoint: `http://${host}:${port}`, port, end }
}
