import { runCommand } from './stack.ts'

type Surroundings = { environment?: Record<string, string>; input?: string }

const here = () => {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '' } = process.env
  return { AWS_ENDPOINT_URL_DYNAMODB, TABLE_NAME }
}

/** Starts a command of bin/, against the DynamoDB of this test file, or in other surroundings. */
export const starts = (environment: Record<string, string>, command: string, ...parameters: string[]) =>
  runCommand(['node', 'bin/cruddur.js', command, ...parameters], { ...here(), ...environment })

/** Runs a command of bin/ as a person would, in other surroundings or with something piped into it. */
export const runsIn = async (
  { environment = {}, input }: Surroundings,
  command: string,
  ...parameters: string[]
) => {
  const program = runCommand(
    ['node', 'bin/cruddur.js', command, ...parameters],
    { ...here(), ...environment },
    { isTyping: input !== undefined },
  )
  if (input !== undefined) {
    program.types(input)
    program.typesNoMore()
  }
  return program.result()
}

/** Runs a command of bin/ as a person would, against the DynamoDB of this test file. */
export const runs = (command: string, ...parameters: string[]) => runsIn({}, command, ...parameters)

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** Runs it on a terminal of so many columns: what it prints there, both streams as one, comes as stdout. */
export const runsOnTerminal = (
  columns: number,
  { environment = {} }: Surroundings,
  command: string,
  ...parameters: string[]
) => {
  const words = ['node', 'bin/cruddur.js', command, ...parameters].map(quoted).join(' ')
  const line = `stty cols ${columns}; exec ${words}`
  const onTerminal =
    process.platform === 'darwin'
      ? ['script', '-q', '/dev/null', 'sh', '-c', line]
      : ['script', '-qec', line, '/dev/null']
  return runCommand(onTerminal, { ...here(), TERM: 'xterm', ...environment }).result()
}
