import { freePort } from '../steps/freePort.ts'
import { ownPorts, startStack } from '../steps/stack.ts'

/** Starts one stack for the whole suite. findStack.ts gives its addresses to the test files. */
export default async () => {
  const ports = await ownPorts()
  const pushService = `http://127.0.0.1:${await freePort()}` // webPush.test.ts starts it
  const stack = await startStack({
    ...ports,
    LOCAL_PUSH_SERVICES: pushService,
    LOCAL_ALLOWED_ORIGINS: 'https://cruddur.example,https://admin.cruddur.example',
  })
  // In a variable of its own: the test files of all suites inherit this environment.
  process.env.E2E_STACK = JSON.stringify({
    ...ports,
    E2E_PRINTED: stack.printed(),
    TABLE_NAME: 'cruddur-messages-dev',
    PUSH_SERVICES: pushService,
    E2E_API_URL: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
    E2E_COGNITO_URL: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`,
    ATTACHMENTS_URL: `http://127.0.0.1:${ports.LOCAL_BUCKET_PORT}/attachments`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.LOCAL_DYNAMODB_PORT}`,
  })
  Object.assign(globalThis, { stack })
}
