import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Context } from 'aws-lambda'
import { build } from 'esbuild'
import {
  createHashOfSpace,
  fetchWith,
  poolClientFor,
  pushKeysClient,
  randomFrom,
  retryAtOnce,
  UnsignedV4,
  webPush,
  zip,
} from './standIns.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const require = createRequire(import.meta.url)

/** Replaces a piece of source text before it runs. Fails if the text is not there exactly once. */
export type Edit = { file: string; from: string; to: string }

/** What the SDK hands to the network, and what it takes back. */
export type SdkRequest = {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Uint8Array
}
export type SdkResponse = { statusCode: number; headers: Record<string, string>; body: Uint8Array }
export type Service = 'table' | 'sockets' | 'queue' | 'bucket' | 'pushService' | 'userPool'
export type Handle = (service: Service, request: SdkRequest) => Promise<SdkResponse>

// biome-ignore lint/suspicious/noExplicitAny: events and results of all functions
export type Handler = (event: any, context: Context) => Promise<any>

/** The product's code as one process of Lambda, or of an operator, has loaded it. */
export type Code = {
  handlers: Record<string, Handler>
  groupUuidOf: (one: string, other: string) => string
  // biome-ignore lint/suspicious/noExplicitAny: programs of the operator, called as bin/ calls them
  commands: Record<string, any>
}

const functionNames = readdirSync(`${root}src/handlers`)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

const entry = `
${functionNames.map((name) => `import { handler as ${name} } from './src/handlers/${name}.ts'`).join('\n')}
import { eraseAtOnce } from './bin/eraseAtOnce.ts'
import { findErasable } from './src/repository/erasure/user.ts'
import { moveMembership, moveMessage } from './src/repository/admin/originalLayout.ts'
import { rebuildGroup } from './src/repository/admin/rebuildInbox.ts'
import { restoreUser, suspendUser } from './src/repository/admin/suspension.ts'
import { importUsers } from './bin/commands/importUsers.ts'
import { redriveAll } from './bin/commands/redrive.ts'
import { sync } from './bin/poolSync.ts'
export { client } from './src/repository/client.ts'
export { groupUuidOf } from './src/domain/group.ts'
export const handlers = { ${functionNames.join(', ')} }
export const commands = { eraseAtOnce, findErasable, moveMembership, moveMessage, rebuildGroup, restoreUser, suspendUser, importUsers, redriveAll, sync }
`

const bundle = async (edits: Edit[]): Promise<string> => {
  const missing = new Set(edits)
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@aws-sdk/*', '@smithy/*', 'fflate', 'web-push'],
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': JSON.stringify(new URL('bin/main.ts', `file://${root}`).href) },
    plugins: [
      {
        name: 'edits',
        setup: (builder) => {
          for (const file of new Set(edits.map((edit) => edit.file))) {
            builder.onLoad({ filter: new RegExp(`${file}$`) }, ({ path }) => {
              let contents = readFileSync(path, 'utf8')
              for (const edit of edits.filter((one) => one.file === file)) {
                const parts = contents.split(edit.from)
                if (parts.length !== 2)
                  throw new Error(`${file} has "${edit.from}" ${parts.length - 1} times, not once`)
                missing.delete(edit)
                contents = parts.join(edit.to)
              }
              return { contents, loader: 'ts' }
            })
          }
        },
      },
    ],
  })
  for (const { file } of missing) throw new Error(`The code does not use ${file}`)
  return outputFiles[0]?.text ?? ''
}

/**
 * Loads the product's code. Each call of the result is a process of its own: with its own module-level caches, its own SDK
 * client and its own clock, as `Date` is a parameter of the code. The SDK is shared, because it keeps nothing between calls.
 */
export const loadCode = async (edits: Edit[] = []) => {
  const run = new Function('require', 'module', 'exports', 'Date', 'crypto', 'fetch', await bundle(edits))
  return (clock: () => number, randomUUID: () => string, handle: Handle): Code => {
    class ClockDate extends Date {
      constructor(...parts: []) {
        super(...((parts.length > 0 ? parts : [clock()]) as []))
      }
      static override now = clock
    }
    const requestHandler = (service: 'table' | 'sockets') => ({
      handle: async (request: SdkRequest) => ({ response: await handle(service, request) }),
      metadata: { handlerProtocol: 'http/1.1' },
    })
    class QueueClient {
      send({ input }: { input: { MessageBody: string; DelaySeconds?: number } }) {
        const headers = { delay: String(input.DelaySeconds ?? 0) }
        const request = { method: 'POST', path: '/', headers, body: input.MessageBody }
        return handle('queue', request).then((response) => {
          if (response.statusCode !== 200) throw new Error('The queue refuses a job')
          return response
        })
      }
    }
    const random = randomFrom(randomUUID)
    const randomBytes = (length: number) => Buffer.from(random.getRandomValues(new Uint8Array(length)))
    const requireHere = (name: string) => {
      if (name === 'fflate') return zip
      if (name === 'web-push') return webPush
      const module = require(name)
      if (name === 'node:crypto') return { ...module, createHash: createHashOfSpace, randomBytes }
      if (name === 'node:timers/promises') return { ...module, setTimeout: async () => {} }
      if (name === '@smithy/signature-v4') return { ...module, SignatureV4: UnsignedV4 }
      if (name === '@aws-sdk/client-sqs') return { ...module, SQSClient: QueueClient }
      if (name === '@aws-sdk/client-ssm') return { ...module, SSMClient: pushKeysClient }
      if (name === '@aws-sdk/client-cognito-identity-provider')
        return { ...module, CognitoIdentityProviderClient: poolClientFor(handle, module) }
      if (name !== '@aws-sdk/client-apigatewaymanagementapi') return module
      class Client extends module.ApiGatewayManagementApiClient {
        constructor(config: { maxAttempts: number }) {
          super({
            ...config,
            requestHandler: requestHandler('sockets'),
            retryStrategy: retryAtOnce(config.maxAttempts),
          })
        }
      }
      return { ...module, ApiGatewayManagementApiClient: Client }
    }
    const module = { exports: {} as Code & { client: { config: object; middlewareStack: never } } }
    run(requireHere, module, module.exports, ClockDate, random, fetchWith(handle))
    const { client, ...code } = module.exports
    const strategy = retryAtOnce(3) // the SDK's default for DynamoDB as the client is configured
    Object.assign(client.config, {
      requestHandler: requestHandler('table'),
      retryStrategy: async () => strategy,
    })
    // The engine checks no signature, and making one is a third of the time of a call.
    const stack = client.middlewareStack as { remove: (name: string) => boolean }
    if (!stack.remove('httpSigningMiddleware')) throw new Error('The SDK names its signing differently')
    return code
  }
}
