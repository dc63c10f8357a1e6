import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchPackage } from './npmPackage.ts'
import { filesIn } from './zip.ts'

/** The program that runs a function of Node.js on AWS. */
const runtimeClient = {
  name: 'aws-lambda-ric',
  version: '4.0.2',
  integrity:
    'sha512-FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==',
}

/** A stub of the Lambda Runtime API, from which the runtime client gets an event and to which it posts the response. */
const startRuntimeApi = async (event: object) => {
  const { promise: answer, resolve, reject } = Promise.withResolvers<unknown>()
  let isTaken = false
  const give = (response: ServerResponse) => {
    if (isTaken) return // there is no other event: it waits
    isTaken = true
    response.setHeader('lambda-runtime-aws-request-id', randomUUID())
    response.setHeader('lambda-runtime-deadline-ms', Date.now() + 10_000)
    response.setHeader(
      'lambda-runtime-invoked-function-arn',
      'arn:aws:lambda:us-east-1:111122223333:function:any',
    )
    response.end(JSON.stringify(event))
  }
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return give(response)
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(202).end()
    if (request.url?.endsWith('/response')) resolve(JSON.parse(body))
    else reject(new Error(body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer,
    fail: (reason: string) => reject(new Error(reason)),
    end: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const unpack = (zip: string, folder: string) => {
  for (const [name, content] of Object.entries(filesIn(zip))) {
    mkdirSync(join(folder, dirname(name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** The environment that Lambda gives every function. */
const ofLambda = {
  AWS_LAMBDA_FUNCTION_NAME: 'any',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/any',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'MockAccessKeyId',
  AWS_SECRET_ACCESS_KEY: 'MockSecretAccessKey',
}

type Function = { zip: string; handler: string; environment: Record<string, string> }

/**
 * Runs a packaged function for one event as Lambda does: in AWS's own runtime client, with nothing but its zip and its
 * environment. Answers the result and what it logged.
 */
export const runsOnLambda = async ({ zip, handler, environment }: Function, event: object) => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-lambda-'))
  const [task, runtime] = [join(folder, 'task'), join(folder, 'runtime')]
  unpack(zip, task)
  mkdirSync(runtime)
  copyFileSync(join(fetchPackage(runtimeClient), 'index.mjs'), join(runtime, 'index.mjs'))
  copyFileSync(
    fileURLToPath(new URL('nativeClient.cjs', import.meta.url)),
    join(runtime, 'rapid-client.node'),
  )
  writeFileSync(join(runtime, 'loader.cjs'), "require.extensions['.node'] = require.extensions['.js']")
  const api = await startRuntimeApi(event)
  const child = spawn(
    process.execPath,
    ['--require', join(runtime, 'loader.cjs'), join(runtime, 'index.mjs')],
    {
      cwd: task,
      env: {
        AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
        AWS_LAMBDA_RUNTIME_API: api.address,
        LAMBDA_TASK_ROOT: task,
        _HANDLER: handler,
        ...ofLambda,
        ...environment,
      },
    },
  )
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
    })
  const closed = new Promise<void>((resolve) =>
    child.on('close', () => {
      api.fail(`ended before it answered:\n${printed}`)
      resolve()
    }),
  )
  const answer = await api.answer.finally(async () => {
    child.kill()
    await closed
    api.end()
    rmSync(folder, { recursive: true })
  })
  return { answer, lines: printed.split('\n').filter(Boolean) }
}
