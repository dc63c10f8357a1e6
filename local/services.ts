import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeedPerson } from '../seed/people.ts'
import { startBucket } from './bucket.ts'
import type { Child } from './childProcess.ts'
import { startCognito } from './cognito.ts'
import { startDynamodb } from './dynamodb.ts'
import { dynamodbUrlOf, type Settings } from './settings.ts'

const isFree = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })

/** Checks all ports before anything starts, so that no partial stack is left behind. */
const assertPortsAreFree = async (settings: Settings) => {
  const ports = [
    { name: 'API', port: settings.httpPort, setting: 'LOCAL_HTTP_PORT' },
    { name: 'WebSockets', port: settings.websocketPort, setting: 'LOCAL_WEBSOCKET_PORT' },
    { name: 'Lambda', port: settings.lambdaPort, setting: 'LOCAL_LAMBDA_PORT' },
    { name: 'Cognito', port: settings.cognitoPort, setting: 'LOCAL_COGNITO_PORT' },
    { name: 'bucket', port: settings.bucketPort, setting: 'LOCAL_BUCKET_PORT' },
    ...(settings.hasWeb ? [{ name: 'web client', port: settings.webPort, setting: 'LOCAL_WEB_PORT' }] : []),
    ...(settings.dynamodbEndpoint
      ? []
      : [{ name: 'DynamoDB', port: settings.dynamodbPort, setting: 'LOCAL_DYNAMODB_PORT' }]),
  ]
  const areFree = await Promise.all(ports.map(({ port }) => isFree(settings.host, port)))
  const inUse = ports.filter((_, index) => !areFree[index])
  if (inUse.length === 0) return
  throw new Error(
    inUse
      .map(
        ({ name, port, setting }) => `Port ${port} (${name}) is in use. Set ${setting} to use another port.`,
      )
      .join('\n'),
  )
}

const exitWhenOneExits = (children: Child[]) => {
  for (const child of children) {
    child.exited.then(() => {
      process.stderr.write(
        `\n${child.name} exited unexpectedly, so the stack stops. Its output:\n${child.output()}\n`,
      )
      process.exit(1)
    })
  }
}

const createDataFolder = ({ dataDir }: Settings): string => {
  if (dataDir) {
    mkdirSync(dataDir, { recursive: true })
    return dataDir
  }
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts DynamoDB, Cognito and the bucket. */
export const startServices = async (settings: Settings, people: SeedPerson[], createUserFunction: string) => {
  await assertPortsAreFree(settings)
  const {
    host,
    lambdaPort,
    cognitoPort,
    bucketPort,
    dynamodbPort,
    dynamodbEndpoint,
    dataDir,
    allowedOrigins,
  } = settings
  const lambdaUrl = `http://${host}:${lambdaPort}`
  const folder = createDataFolder(settings)
  const [children] = await Promise.all([
    Promise.all([
      startCognito({ host, port: cognitoPort, folder, lambdaUrl, createUserFunction, people }),
      ...(dynamodbEndpoint ? [] : [startDynamodb(host, dynamodbPort, dataDir)]),
    ]),
    startBucket({ host, port: bucketPort, folder: join(folder, 'bucket'), allowedOrigins }),
  ])
  exitWhenOneExits(children)
  return { dynamodbUrl: dynamodbUrlOf(settings), lambdaUrl, folder }
}
