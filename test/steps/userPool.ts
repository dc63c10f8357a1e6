import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll } from '@jest/globals'
import { endWith } from './given.ts'

let deleted: string[] = []
let missing = new Set<string>()
let refusalsLeft = 0

/** The accounts that were deleted, in order, each by its user name in the request. */
export const deletedAccounts = () => deleted

/** The next deletions are refused. */
export const refusesToDelete = (deletions: number) => {
  refusalsLeft = deletions
}

const failure = (__type: string) => ({ status: 400, body: { __type, message: __type } })

/** AdminDeleteUser of a pool that has every account which was not deleted. */
const answer = (action: string, { Username, UserPoolId }: Record<string, string>) => {
  if (action !== 'AWSCognitoIdentityProviderService.AdminDeleteUser' || !Username)
    return failure('InvalidParameterException')
  if (UserPoolId !== process.env.COGNITO_USER_POOL_ID) return failure('ResourceNotFoundException')
  refusalsLeft -= 1
  if (refusalsLeft >= 0) return failure('NotAuthorizedException')
  if (missing.has(Username)) return failure('UserNotFoundException')
  missing.add(Username)
  deleted.push(Username)
  return { status: 200, body: {} }
}

const start = async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const input = JSON.parse(Buffer.concat(chunks).toString())
    const { status, body } = answer(String(request.headers['x-amz-target']), input)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = `http://127.0.0.1:${port}`
  endWith(async () => {
    server.closeAllConnections()
    server.close()
  })
}

/** Starts a user pool from which accounts can be deleted. In the e2e suite, the stack has one. */
export const aUserPool = () => {
  if (process.env.E2E_API_URL) return
  beforeAll(async () => {
    deleted = []
    missing = new Set()
    await start()
  })
}
