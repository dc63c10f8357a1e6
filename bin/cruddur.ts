import { parseArgs } from 'node:util'
import { type Command, Complaint, print, say } from './command.ts'

// Loaded when asked for: a token should not wait for the AWS SDK.
const commands: Record<string, () => Promise<Command>> = {
  token: async () => (await import('./commands/token.ts')).token,
  'rebuild-inbox': async () => (await import('./commands/rebuildInbox.ts')).rebuildInbox,
  migrate: async () => (await import('./commands/migrate.ts')).migrate,
  redrive: async () => (await import('./commands/redrive.ts')).redrive,
}

const overview = async () => {
  const rows = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(16)}${(await load()).summary}`),
  )
  return [
    'Usage: node bin/cruddur.ts <command> [options]',
    '',
    ...rows,
    '',
    'Each tells more with --help.',
  ].join('\n')
}

/** What went wrong, in the words of somebody who wants to go on. */
const explain = (error: unknown): string => {
  const { name, message, code } = error as Error & { code?: string }
  if (error instanceof Complaint || code?.startsWith('ERR_PARSE_ARGS')) return message
  if (name === 'ResourceNotFoundException')
    return `There is no table ${process.env.TABLE_NAME}. Is it the right stage? Is the stack up?`
  if (code === 'ECONNREFUSED') {
    return `No DynamoDB answers at ${process.env.AWS_ENDPOINT_URL_DYNAMODB}. Start the stack with "npm start", or say --stage.`
  }
  if (name === 'CredentialsProviderError') return `No AWS credentials: ${message}`
  return (error as Error).stack ?? String(error)
}

// What the functions log is not what this program says: only its results go to stdout.
process.env.LOG_LEVEL ??= 'silent'

const [name = '--help', ...parameters] = process.argv.slice(2)
const load = commands[name]

try {
  if (!load) {
    if (name !== '--help') throw new Complaint(`There is no command "${name}".\n\n${await overview()}`)
    print(await overview())
  } else {
    const command = await load()
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args: parameters, options, allowPositionals: true })
    if (values.help)
      print(`${command.summary}\n\nUsage:   ${name} ${command.usage}\nExample: ${command.example}`)
    else await command.run(values as Record<string, string | boolean | undefined>, positionals)
  }
} catch (error) {
  say(explain(error))
  process.exitCode = 1
}
