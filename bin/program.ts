import { parseArgs } from 'node:util'
import { type Command, CommandError, ioOf, type Streams, type Values } from './command.ts'

// Loaded when asked for: a token should not wait for the AWS SDK. Each is also an npm script of the same name.
const commands: Record<string, () => Promise<Command>> = {
  token: async () => (await import('./commands/token.ts')).token,
  'ddb:schema-load': async () => (await import('./commands/schemaLoad.ts')).schemaLoad,
  'ddb:list-tables': async () => (await import('./commands/listTables.ts')).listTables,
  'ddb:drop': async () => (await import('./commands/drop.ts')).drop,
  'ddb:seed': async () => (await import('./commands/seed.ts')).seedTable,
  'ddb:scan': async () => (await import('./commands/scan.ts')).scan,
  'ddb:get-conversation': async () => (await import('./commands/getConversation.ts')).getConversation,
  'ddb:list-conversations': async () => (await import('./commands/listConversations.ts')).printConversations,
  'ddb:rebuild-inbox': async () => (await import('./commands/rebuildInbox.ts')).rebuildInbox,
  'ddb:migrate': async () => (await import('./commands/migrate.ts')).migrate,
  'ddb:redrive': async () => (await import('./commands/redrive.ts')).redrive,
  'cognito:list-users': async () => (await import('./commands/listUsers.ts')).listUsers,
  'cognito:sync-users': async () => (await import('./commands/syncUsers.ts')).syncUsers,
  'users:import': async () => (await import('./commands/importUsers.ts')).importUsers,
  'users:export': async () => (await import('./commands/exportUser.ts')).exportUser,
  'users:erase': async () => (await import('./commands/eraseUser.ts')).eraseUser,
  'deploy:web': async () => (await import('./commands/deployWeb.ts')).deployWeb,
}

const overview = async () => {
  const rows = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(24)}${(await load()).summary}`),
  )
  return [
    'Usage: npm run <command> -- [options]',
    '',
    ...rows,
    '',
    "They act on this machine's table; most take --stage <stage> for a deployed one. Each tells more with --help.",
  ].join('\n')
}

const help = (name: string, { summary, usage, example, notes }: Command) =>
  [
    `${summary}`,
    '',
    `Usage:   npm run ${name} -- ${usage}`,
    `Example: ${example}`,
    ...(notes ? ['', notes] : []),
  ].join('\n')

const parse = ({ options, takes = 0 }: Command, parameters: string[]) => {
  const help = { type: 'boolean', short: 'h' } as const
  const { values, positionals } = parseArgs({
    args: parameters,
    options: { ...options, help },
    allowPositionals: true,
  })
  if (positionals.length > takes)
    throw new CommandError(`What is "${positionals[takes]}"? --help tells what there is.`)
  return { values: values as Values, positionals }
}

type Failure = Error & { code?: string; address?: string; port?: number; hostname?: string; $fault?: string }

const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']

/** What went wrong, in the words of somebody who wants to go on. */
const explain = (error: unknown): string => {
  const { name, message, code = '', address, port, hostname, $fault, stack } = error as Failure
  if (error instanceof CommandError || code.startsWith('ERR_PARSE_ARGS')) return message
  if (name === 'ResourceNotFoundException')
    return `There is no table ${process.env.TABLE_NAME}. Is it the right stage? Is the stack up? "ddb:schema-load" creates one.`
  if (unreachable.includes(code)) {
    const where = hostname ?? (address ? `${address}:${port}` : process.env.AWS_ENDPOINT_URL_DYNAMODB)
    return `Nothing answers at ${where}. Start the stack with "npm start", or say --stage.`
  }
  if (name === 'CredentialsProviderError') return `No AWS credentials: ${message}`
  if (name === 'SyntaxError' && '$metadata' in (error as object))
    return `What answers at ${process.env.AWS_ENDPOINT_URL_DYNAMODB} is no DynamoDB.`
  if ($fault) return `AWS says ${name}: ${message}`
  return stack ?? String(error)
}

/** Runs a command with its parameters and answers the exit code. It depends on process.env, but not on the process's streams. */
export const runProgram = async (
  [name = '--help', ...parameters]: string[],
  streams: Streams,
): Promise<number> => {
  const io = ioOf(streams)
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (load) {
      const command = await load()
      const { values, positionals } = parse(command, parameters)
      if (values.help) io.print(help(name, command))
      else await command.run(values, positionals, io)
    } else {
      if (name !== '--help' && name !== '-h')
        throw new CommandError(`There is no command "${name}".\n\n${await overview()}`)
      io.print(await overview())
    }
    return io.result.hasFailed ? 1 : 0
  } catch (error) {
    io.say(explain(error))
    return 1
  }
}
