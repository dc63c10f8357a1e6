import { ownPorts, startStack } from '../steps/stack.ts'

/** One stack for the whole ring, which findStack.ts tells its test files of. */
export default async () => {
  const ports = await ownPorts()
  const stack = await startStack({
    ...ports,
    LOCAL_ALLOWED_ORIGINS: 'https://cruddur.example,https://admin.cruddur.example',
  })
  // For this ring only: the others share the process from which all test files inherit.
  process.env.E2E_STACK = JSON.stringify({
    ...ports,
    TABLE_NAME: 'cruddur-messages-dev',
    E2E_API_URL: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
    E2E_COGNITO_URL: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.LOCAL_DYNAMODB_PORT}`,
  })
  Object.assign(globalThis, { stack })
}
