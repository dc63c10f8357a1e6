import { ownPorts, startStack } from '../steps/stack.ts'

/** One stack for the whole ring; jest hands the variables on to the test files. */
export default async () => {
  const ports = await ownPorts()
  const stack = await startStack({
    ...ports,
    LOCAL_ALLOWED_ORIGINS: 'https://cruddur.example,https://admin.cruddur.example',
  })
  Object.assign(process.env, {
    ...ports,
    TABLE_NAME: 'cruddur-messages-dev',
    E2E_API_URL: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
    E2E_COGNITO_URL: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.LOCAL_DYNAMODB_PORT}`,
  })
  Object.assign(globalThis, { stack })
}
