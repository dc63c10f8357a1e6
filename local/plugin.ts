import { enableTimeToLive } from '../resources/table.ts'
import { people } from '../seed/people.ts'
import { seed } from '../seed/seed.ts'
import { client } from '../src/repository/client.ts'
import { ownBundleFolder } from './bundles.ts'
import { startCloud } from './cloud.ts'
import { consumersOf } from './consumers.ts'
import { configureFunctions, type FunctionDefinition, pointSdkAt } from './functions.ts'
import { followParent } from './parent.ts'
import { readSettings, type Settings } from './settings.ts'
import { startStreams } from './streams.ts'
import { summary } from './summary.ts'
import { answers, waitFor } from './waitFor.ts'
import { refuseWebPages } from './webPages.ts'

/** As much of the framework as is used here. */
type Serverless = {
  serviceDir: string
  service: {
    custom: { esbuild: object; 'serverless-dynamodb': { start: object }; 'serverless-offline': object }
    provider: { region: string; environment: { TABLE_NAME: string } }
    functions: Record<string, FunctionDefinition>
  }
  pluginManager: { spawn: (command: string) => Promise<void> }
  processedInput: { commands: string[] }
}

type CliOptions = {
  httpPort?: string
  lambdaPort?: string
  websocketPort?: string
  noSponsor?: boolean
  web?: boolean
}

const settingsFor = (options: CliOptions): Settings => {
  const settings = readSettings()
  return {
    ...settings,
    httpPort: Number(options.httpPort ?? settings.httpPort),
    lambdaPort: Number(options.lambdaPort ?? settings.lambdaPort),
    websocketPort: Number(options.websocketPort ?? settings.websocketPort),
    withWeb: Boolean(options.web),
  }
}

const configurePlugins = (
  { service }: Serverless,
  options: CliOptions,
  settings: Settings,
  dynamodbUrl: string,
) => {
  const { host, httpPort, lambdaPort, websocketPort } = settings
  const { hostname, port } = new URL(dynamodbUrl)
  // Changed in place: serverless-dynamodb took hold of its settings when it was loaded.
  Object.assign(service.custom['serverless-dynamodb'].start, {
    host: hostname,
    port,
    region: service.provider.region,
  })
  Object.assign(service.custom['serverless-offline'], { host, httpPort, lambdaPort, websocketPort })
  options.noSponsor = true
}

const bringUp = async (serverless: Serverless, options: CliOptions) => {
  const settings = settingsFor(options)
  const { createUser } = serverless.service.functions
  const cloud = await startCloud(settings, people, createUser?.name ?? '')
  const { dynamodbUrl, folder, lambdaUrl } = cloud
  refuseWebPages([settings.lambdaPort, settings.websocketPort])
  const { provider, functions } = serverless.service
  const tableName = provider.environment.TABLE_NAME
  pointSdkAt(dynamodbUrl, provider.region)
  process.env.TABLE_NAME = tableName
  configurePlugins(serverless, options, settings, dynamodbUrl)
  configureFunctions(functions, settings)
  await serverless.pluginManager.spawn('dynamodb:migrate')
  await enableTimeToLive(client, tableName)
  await seed()
  const consumers = consumersOf(functions, lambdaUrl)
  const { caughtUp } = await startStreams({ endpoint: dynamodbUrl, tableName, folder, consumers })
  return { settings, dynamodbUrl, folder, tableName, people, caughtUp }
}

// Thrown from a hook, an error would stop neither the bundler's watch nor what is already listening.
const fail = (error: Error): never => {
  process.stderr.write(`\n${error.message}\n\n`)
  process.exit(1)
}

/** Under `sls offline`, in either of its spellings, brings up what AWS would be, while the bundler is at work. */
export const createHooks = (serverless: Serverless, options: CliOptions) => {
  let upTo: ReturnType<typeof bringUp>

  const separate = () => {
    if (serverless.processedInput.commands[0] !== 'offline') return
    // And quickly: the AWS SDK, most of each bundle, is left where npm has put it.
    const ownFolder = { outputWorkFolder: ownBundleFolder(serverless.serviceDir) }
    Object.assign(serverless.service.custom.esbuild, { ...ownFolder, exclude: ['@aws-sdk/*'], minify: false })
  }

  const begin = () => {
    followParent()
    // At once, and before serverless-offline, which would wait for every kept-alive connection.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
    upTo = bringUp(serverless, options)
    upTo.catch(fail)
  }

  const announce = async (facts: Awaited<typeof upTo>) => {
    const { settings, folder, caughtUp } = facts
    await waitFor(
      'The API',
      answers(`http://${settings.host}:${settings.httpPort}/api/health-check`),
      undefined,
      60_000,
    )
    if (settings.withWeb) await (await import('./web.ts')).startWeb(settings, folder)
    await caughtUp // so that nothing of the seed stands below the summary
    process.stdout.write(summary(facts))
  }

  const finish = async () => {
    announce(await upTo).catch(fail) // the hook returns first: what is waited for starts after it
  }

  return {
    initialize: separate,
    'before:offline:start': begin,
    'offline:start': finish,
    'before:offline:start:init': begin,
    'offline:start:init': finish,
  }
}
