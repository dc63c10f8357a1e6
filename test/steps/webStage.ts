import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach } from '@jest/globals'
import { type Aws, anAccountAt, startAws } from './aws.ts'
import { runsIn } from './program.ts'
import { startWebHost } from './webHost.ts'

/** The outputs of the production stack. */
export const outputs = {
  TableName: 'cruddur-messages',
  UserPoolId: 'us-east-1_Production',
  UserPoolClientId: 'the-client',
  WebBucketName: 'the-bucket',
  WebDistributionId: 'EDISTRIBUTION',
  WebUrl: 'https://d111.cloudfront.net',
  ApiUrl: 'https://api.example',
  SocketsUrl: 'wss://sockets.example/prod',
  AttachmentsUrl: 'https://attachments.example',
  PushKeysParameter: '/cruddur-messages/prod/push-keys',
}

export const assets = Array.from({ length: 20 }, (_, number) => `assets/part-${number}.js`)

/** A folder like the build of the client. */
export const aBuild = (page = 'The page') => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-build-'))
  mkdirSync(join(folder, 'assets'))
  for (const key of assets) writeFileSync(join(folder, key), `// ${key}`)
  writeFileSync(join(folder, 'index.html'), page)
  writeFileSync(join(folder, 'icon.svg'), '<svg/>')
  writeFileSync(join(folder, 'sw.js'), '// the worker')
  writeFileSync(join(folder, 'config.json'), '{"apiUrl":"https://another.example"}')
  return folder
}

type Host = Awaited<ReturnType<typeof startWebHost>>

/** Before each test, a stage with an empty bucket, and a build. Runs `deploy:web` as a user would. */
export const anEmptyBucket = () => {
  let environmentOfAccount: Record<string, string>
  const here = { host: {} as Host, account: {} as Aws['account'], build: '' }

  beforeAll(async () => {
    const { WebBucketName, ...withoutBucket } = outputs
    const { PushKeysParameter, ...withoutPushes } = outputs
    const stacks = {
      'cruddur-messages-prod': outputs,
      'cruddur-messages-older': withoutBucket,
      'cruddur-messages-old': withoutPushes,
    }
    const aws = await startAws({ stacks })
    here.account = aws.account
    environmentOfAccount = anAccountAt(aws)
  })
  beforeEach(async () => {
    here.host = await startWebHost(outputs.WebBucketName, outputs.WebDistributionId)
    here.build = aBuild()
    here.account.parameters.clear()
  })

  const environment = () => ({ ...environmentOfAccount, ...here.host.environment })
  const deploys = async (...parameters: string[]) => {
    // Only Vite needs a process of its own.
    const surroundings = { environment: environment(), isAlone: !parameters.includes('--from') }
    const { code, stdout, stderr } = await runsIn(surroundings, 'deploy:web', ...parameters)
    return { code, stderr, stdout, result: stdout ? JSON.parse(stdout) : undefined }
  }
  const deploysTo = (stage: string, folder = here.build, ...more: string[]) =>
    deploys('--stage', stage, '--from', folder, ...more)
  return { here, environment, deploys, deploysTo }
}
