import { parseArgs } from 'node:util'
import { type Command, CommandError, ioOf, type Streams, type Values } from './command.ts'
import { argumentUsage, helpOf, optionUsage } from './help.ts'

// Imported on demand: "token" starts faster without the AWS SDK. Each command is also an npm script of the same name.
const commands: Record<string, () => Promise<Command>> = {
  token: async () => (await import('./commands/token.ts')).token,
  chat: async () => (await import('./commands/chat.ts')).chat,
  'ddb:schema-load': async () => (await import('./commands/schemaLoad.ts')).schemaLoad,
  'ddb:list-tables': async () => (await import('./commands/listTables.ts')).listTables,
  'ddb:drop': async () => (await import('./commands/drop.ts')).drop,
  'ddb:seed': async () => (await import('./commands/seed.ts')).seedTable,
  'ddb:scan': async () => (await import('./commands/scan.ts')).scan,
  'ddb:get-conversation': async () => (await import('./commands/getConversation.ts')).getConversation,
  'ddb:list-conversations': async () => (await import('./commands/listConversations.ts')).printConversations,
  'ddb:rebuild-inbox': async () => (await import('./commands/rebuildInbox.ts')).rebuildInbox,
  'ddb:upgrade': async () => (await import('./commands/upgrade.ts')).upgrade,
  'ddb:migrate': async () => (await import('./commands/migrate.ts')).migrate,
  'ddb:redrive': async () => (await import('./commands/redrive.ts')).redrive,
  'cognito:list-users': async () => (await import('./commands/listUsers.ts')).listUsers,
  'cognito:sync-users': async () => (await import('./commands/syncUsers.ts')).syncUsers,
  'users:import': async () => (await import('./commands/importUsers.ts')).importUsers,
  'users:export': async () => (await import('./commands/exportUser.ts')).exportUser,
  'users:erase': async () => (await import('./commands/eraseUser.ts')).eraseUser,
  'users:suspend': async () => (await import('./commands/suspendUser.ts')).suspendUser,
  'users:restore': async () => (await import('./commands/restoreUser.ts')).restoreUser,
  'reports:list': async () => (await import('./commands/listReports.ts')).listReports,
  'reports:show': async () => (await import('./commands/showReport.ts')).showReport,
  'reports:close': async () => (await import('./commands/closeReport.ts')).closeReport,
  'push:keys': async () => (await import('./commands/pushKeys.ts')).pushKeys,
  'deploy:web': async () => (await import('./commands/deployWeb.ts')).deployWeb,
}

const overview = async () => {
  const rows = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(24)}${(await load()).summary}`),
  )
  return [
    'Usage: npm run <command> -- [options]',
    '',
    'Commands:',
    ...rows,
    '',
    'Commands act on the local stack. With --stage <stage>, most act on a deployed stage instead.',
    'Run a command with --help to see its options.',
  ].join('\n')
}

const parse = (name: string, command: Command, words: string[]) => {
  const { options: declared = {}, arguments: args = [], example } = command
  const options = Object.fromEntries(
    Object.entries(declared).map(([option, { value }]) => [
      option,
      { type: value ? ('string' as const) : ('boolean' as const) },
    ]),
  )
  const { values, positionals } = parseArgs({
    args: words,
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  }) as { values: Values; positionals: string[] }
  if (positionals.length > args.length)
    throw new CommandError(`Unexpected argument: ${positionals[args.length]}`)
  if (values.help) return { values, positionals }

  // In `npm run ddb:drop --stage prod` npm takes the option, and the command would act on the local table.
  if (declared.stage && values.stage === undefined && process.env.npm_config_stage !== undefined)
    throw new CommandError(
      `npm took --stage for itself. Put options after a --: npm run ${name} -- --stage prod`,
    )
  const missingArgument = args.find(({ isOptional }, index) => !isOptional && !positionals[index])
  if (missingArgument)
    throw new CommandError(`Missing argument: ${argumentUsage(missingArgument)}. Example: ${example}`)
  const missingOption = Object.entries(declared).find(
    ([option, { isRequired }]) => isRequired && !values[option],
  )
  if (missingOption)
    throw new CommandError(`Missing option: ${optionUsage(...missingOption)}. Example: ${example}`)
  return { values, positionals }
}

type Failure = Error & {
  code?: string
  cause?: unknown
  address?: string
  port?: number
  hostname?: string
  $fault?: string
}

const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']

/** An error as the user sees it. Only a bug is shown with its stack trace. */
const explain = (error: unknown): string => {
  const { name, message, cause, code = '', address, port, hostname, $fault, stack } = error as Failure
  if (error instanceof CommandError || code.startsWith('ERR_PARSE_ARGS')) return message
  if (name === 'ResourceNotFoundException')
    return `No table ${process.env.TABLE_NAME}. Is the stack running, and is it the right stage? "npm run ddb:schema-load" creates the table.`
  if (unreachable.includes(code)) {
    const where = hostname ?? (address ? `${address}:${port}` : process.env.AWS_ENDPOINT_URL_DYNAMODB)
    return `Can't reach ${where}. Start the local stack with "npm start", or pass --stage.`
  }
  if (message === 'fetch failed' && cause) return explain(cause)
  if (name === 'CredentialsProviderError') return `No AWS credentials: ${message}`
  if (name === 'SyntaxError' && '$metadata' in (error as object))
    return `Not a DynamoDB endpoint: ${process.env.AWS_ENDPOINT_URL_DYNAMODB}`
  if ($fault) return `AWS error ${name}: ${message}`
  return stack ?? String(error)
}

/** Runs a command with its arguments and returns the exit code. Uses process.env, but not the streams of the process. */
export const runProgram = async (
  [name = '--help', ...words]: string[],
  streams: Streams,
): Promise<number> => {
  const io = ioOf(streams)
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (load) {
      const command = await load()
      const { values, positionals } = parse(name, command, words)
      if (values.help) io.writeStdout(helpOf(name, command))
      else await command.run(values, positionals, io)
    } else {
      if (name !== '--help' && name !== '-h')
        throw new CommandError(`Unknown command: ${name}\n\n${await overview()}`)
      io.writeStdout(await overview())
    }
    return io.result.hasFailed ? 1 : 0
  } catch (error) {
    io.writeStderr(explain(error))
    return 1
  }
}
