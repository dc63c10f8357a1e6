import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeedPerson } from '../seed/people.ts'
import type { Child } from './child.ts'
import { startCognito } from './cognito.ts'
import { startDynamodb } from './dynamodb.ts'
import { refuseTakenPorts } from './ports.ts'
import type { Settings } from './settings.ts'

const endWhenOneEnds = (children: Child[]) => {
  for (const child of children) {
    child.ended.then(() => {
      process.stderr.write(
        `\n${child.name} has ended, and with it the stack. It said:\n${child.said() || 'nothing'}\n`,
      )
      process.exit(1)
    })
  }
}

const folderFor = ({ dataDir }: Settings): string => {
  if (dataDir) {
    mkdirSync(dataDir, { recursive: true })
    return dataDir
  }
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts what stands in for DynamoDB and Cognito. */
export const startCloud = async (settings: Settings, people: SeedPerson[], createUserFunction: string) => {
  const {
    host,
    httpPort,
    websocketPort,
    lambdaPort,
    cognitoPort,
    webPort,
    dynamodbPort,
    dynamodbEndpoint,
    dataDir,
  } = settings
  await refuseTakenPorts(host, [
    { port: httpPort, purpose: 'the API', setting: 'LOCAL_HTTP_PORT' },
    { port: websocketPort, purpose: 'the sockets', setting: 'LOCAL_WEBSOCKET_PORT' },
    { port: lambdaPort, purpose: 'the functions', setting: 'LOCAL_LAMBDA_PORT' },
    { port: cognitoPort, purpose: 'Cognito', setting: 'LOCAL_COGNITO_PORT' },
    ...(settings.withWeb ? [{ port: webPort, purpose: 'the web client', setting: 'LOCAL_WEB_PORT' }] : []),
    ...(dynamodbEndpoint
      ? []
      : [{ port: dynamodbPort, purpose: 'DynamoDB', setting: 'LOCAL_DYNAMODB_PORT' }]),
  ])
  const lambdaUrl = `http://${host}:${lambdaPort}`
  const folder = folderFor(settings)
  const children = await Promise.all([
    startCognito({ host, port: cognitoPort, folder, lambdaUrl, createUserFunction, people }),
    ...(dynamodbEndpoint ? [] : [startDynamodb(host, dynamodbPort, dataDir)]),
  ])
  endWhenOneEnds(children)
  return { dynamodbUrl: dynamodbEndpoint ?? `http://${host}:${dynamodbPort}`, lambdaUrl, folder }
}
