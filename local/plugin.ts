import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMissingIndexes, enableTimeToLive } from '../resources/table.ts'
import { people } from '../seed/people.ts'
import { seed } from '../seed/seed.ts'
import { addDirectoryEntries, addListKeys } from '../src/repository/admin/upgrade.ts'
import { client } from '../src/repository/client.ts'
import { rejectBrowserRequests } from './browserRequests.ts'
import { createBundleFolder } from './bundleFolder.ts'
import { exitWithNpm } from './exitWithNpm.ts'
import {
  configureFunctions,
  configureSdk,
  type FunctionDefinition,
  findStreamConsumers,
  invoke,
  queueNames,
} from './functions.ts'
import { startParameters } from './parameters.ts'
import { openPushKeys } from './pushKeys.ts'
import { startServices } from './services.ts'
import { bucketEnvironmentOf, cognitoUrlOf, dynamodbUrlOf, readSettings, type Settings } from './settings.ts'
import { startStreams } from './streams.ts'
import { createSummary } from './summary.ts'
import { isResponding, waitFor } from './waitFor.ts'
import { createDelivery, deadLettersIn, startQueueEndpoint } from './workQueue.ts'

/** The parts of the Serverless Framework that this plugin uses. */
type Serverless = {
  serviceDir: string
  service: {
    custom: { esbuild: object; 'serverless-dynamodb': { start: object }; 'serverless-offline': object }
    provider: { region: string; environment: { TABLE_NAME: string } }
    functions: Record<string, FunctionDefinition>
    resources: { Resources: { Work: { Properties: { RedrivePolicy: { maxReceiveCount: number } } } } }
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

const readAllSettings = (options: CliOptions): Settings => {
  const settings = readSettings()
  return {
    ...settings,
    httpPort: Number(options.httpPort ?? settings.httpPort),
    lambdaPort: Number(options.lambdaPort ?? settings.lambdaPort),
    websocketPort: Number(options.websocketPort ?? settings.websocketPort),
    hasWeb: Boolean(options.web),
  }
}

/** Points serverless-dynamodb and the AWS SDK at the local DynamoDB. */
const configureDynamodb = ({ service }: Serverless) => {
  const { region, environment } = service.provider
  const url = dynamodbUrlOf(readSettings())
  const { hostname: host, port } = new URL(url)
  // Assigned to the existing object: serverless-dynamodb has kept a reference to it since it was loaded.
  Object.assign(service.custom['serverless-dynamodb'].start, { host, port, region })
  configureSdk(url, region)
  process.env.TABLE_NAME = environment.TABLE_NAME
}

/** The queues invoke their functions. Their endpoint has any free port, because only the functions use it. */
const startQueues = async (
  { service }: Serverless,
  { folder, lambdaUrl }: { folder: string; lambdaUrl: string },
) => {
  const { functions, resources } = service
  const invokes = (name: string) => (event: object) => invoke(lambdaUrl, functions[name]?.name ?? '', event)
  const { maxReceiveCount } = resources.Resources.Work.Properties.RedrivePolicy
  const onFailed = deadLettersIn(folder)
  const deliveries: Record<string, ReturnType<typeof createDelivery>> = {
    [queueNames.work]: createDelivery({ maxReceiveCount, invoke: invokes('doWork'), onFailed }),
    [queueNames.webPushes]: createDelivery({
      maxReceiveCount: 3,
      invoke: invokes('sendWebPush'),
      onFailed: ({ why }) => process.stderr.write(`\nA push was not sent (${why})\n`),
    }),
  }
  const queues = await startQueueEndpoint(readSettings().host, ({ queue, ...message }) =>
    deliveries[queue]?.(message),
  )
  process.env.AWS_ENDPOINT_URL_SQS = queues.endpoint
  return queues
}

/** The keys for pushes, where the functions read them. */
const startPushKeys = async ({ service }: Serverless, folder: string) => {
  const keys = openPushKeys(folder)
  const name = String(service.functions.sendWebPush?.environment?.PUSH_KEYS_PARAMETER)
  const parameters = await startParameters(readSettings().host, new Map([[name, JSON.stringify(keys)]]))
  process.env.AWS_ENDPOINT_URL_SSM = parameters.endpoint
  return { pushKey: keys.publicKey, port: parameters.port }
}

const startStack = async (serverless: Serverless, options: CliOptions) => {
  const settings = readAllSettings(options)
  const { host, httpPort, lambdaPort, websocketPort } = settings
  const { createUser } = serverless.service.functions
  const services = await startServices(settings, people, createUser?.name ?? '')
  const { dynamodbUrl, folder, lambdaUrl } = services
  const queues = await startQueues(serverless, services)
  const { pushKey, port: parametersPort } = await startPushKeys(serverless, folder)
  rejectBrowserRequests([lambdaPort, websocketPort, queues.port, parametersPort])
  // Read now and not before: serverless-esbuild replaces `custom` in the meantime.
  const { provider, functions, custom } = serverless.service
  const tableName = provider.environment.TABLE_NAME
  Object.assign(custom['serverless-offline'], { host, httpPort, lambdaPort, websocketPort })
  options.noSponsor = true
  configureFunctions(functions, settings, queues.endpoint)
  // serverless-dynamodb would do this by itself for `sls offline start` only, not for `sls offline`.
  await serverless.pluginManager.spawn('dynamodb:migrate')
  process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER = cognitoUrlOf(settings)
  Object.assign(process.env, bucketEnvironmentOf(settings)) // for the pictures of the seed
  await seed()
  const consumers = findStreamConsumers(functions, lambdaUrl)
  const { caughtUp } = await startStreams({ endpoint: dynamodbUrl, tableName, folder, consumers })
  return { settings, dynamodbUrl, folder, tableName, people, caughtUp, pushKey }
}

/**
 * They stay in node_modules: bundling them for each function would take a third of the time of a start. Middy is bundled, because
 * a bundle cannot load it: it can only be imported.
 */
const packagesOfFunctions = (serviceDir: string): string[] => {
  const { dependencies } = JSON.parse(readFileSync(join(serviceDir, 'package.json'), 'utf8'))
  return Object.keys(dependencies).filter((name) => !name.startsWith('@middy/'))
}

/** serverless-dynamodb ignores TimeToLiveSpecification, and does not change an existing table of an earlier version. */
const completeTable = async (tableName: string) => {
  await enableTimeToLive(client, tableName)
  await createMissingIndexes(client, tableName)
  // Always, since an earlier start may have been interrupted.
  await addListKeys()
  await addDirectoryEntries()
}

// An error thrown from a hook would stop neither esbuild's watch mode nor the servers that are already listening.
const exitWithError = (error: Error): never => {
  process.stderr.write(`\n${error.message}\n\n`)
  process.exit(1)
}

/** For `sls offline` and `sls offline start`: starts the local services while esbuild bundles the functions. */
export const createHooks = (serverless: Serverless, options: CliOptions) => {
  let stack: ReturnType<typeof startStack>

  const configureBundling = () => {
    if (serverless.processedInput.commands[0] !== 'offline') return
    Object.assign(serverless.service.custom.esbuild, {
      outputWorkFolder: createBundleFolder(serverless.serviceDir),
      exclude: packagesOfFunctions(serverless.serviceDir),
      minify: false,
    })
  }

  const start = () => {
    exitWithNpm()
    // Registered before serverless-offline's handlers, which wait for all keep-alive connections to close.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
    stack = startStack(serverless, options)
    stack.catch(exitWithError)
  }

  const printSummary = async (facts: Awaited<typeof stack>) => {
    const { settings, folder, caughtUp, pushKey } = facts
    await waitFor('The API', isResponding(`http://${settings.host}:${settings.httpPort}/api/health-check`))
    if (settings.hasWeb) await (await import('./web.ts')).startWeb(settings, folder, pushKey)
    await caughtUp // otherwise the functions would log the seed's messages after the summary
    process.stdout.write(createSummary(facts))
  }

  const finish = async () => {
    printSummary(await stack).catch(exitWithError) // not awaited: the API starts after this hook has returned
  }

  return {
    initialize: configureBundling,
    'before:offline:start': start,
    'offline:start': finish,
    'before:offline:start:init': start,
    'offline:start:init': finish,
    'before:dynamodb:migrate:migrateHandler': () => configureDynamodb(serverless),
    'after:dynamodb:migrate:migrateHandler': () =>
      completeTable(serverless.service.provider.environment.TABLE_NAME),
  }
}
