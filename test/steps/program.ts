import { Readable, Writable } from 'node:stream'
import { runProgram } from '../../bin/program.ts'
import { runCommand } from './stack.ts'

type Surroundings = { environment?: Record<string, string>; input?: string }
type Result = { code: number | null; stdout: string; stderr: string }

const here = () => {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '' } = process.env
  return { AWS_ENDPOINT_URL_DYNAMODB, TABLE_NAME }
}

/** Starts a command of bin/, against the DynamoDB of this test file, or in other surroundings. */
export const starts = (environment: Record<string, string>, command: string, ...parameters: string[]) =>
  runCommand(['node', 'bin/cruddur.js', command, ...parameters], { ...here(), ...environment })

const inOwnProcess = async (
  { environment = {}, input }: Surroundings,
  command: string,
  ...parameters: string[]
): Promise<Result> => {
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

const collect = () => {
  let text = ''
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      text += chunk
      done()
    },
  })
  return { stream, text: () => text }
}

const inThisProcess = async (environment: Record<string, string>, words: string[]): Promise<Result> => {
  const before = { ...process.env }
  const [stdout, stderr] = [collect(), collect()]
  Object.assign(process.env, environment)
  const streams = { stdin: Readable.from([]), stdout: stdout.stream, stderr: stderr.stream }
  const code = await runProgram(words, streams)
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

// A command changes process.env, so that two at a time would disturb each other.
let lastRun: Promise<unknown> = Promise.resolve()

/**
 * Runs a command of bin/ in other surroundings or with something piped into it. Only a process of its own can have another
 * endpoint, region, time zone or memory; with nothing but another table, the command runs in this process.
 */
export const runsIn = (
  surroundings: Surroundings,
  command: string,
  ...parameters: string[]
): Promise<Result> => {
  const { environment = {}, input } = surroundings
  const needsProcess = input !== undefined || Object.keys(environment).some((name) => name !== 'TABLE_NAME')
  if (needsProcess) return inOwnProcess(surroundings, command, ...parameters)
  const run = lastRun.then(() => inThisProcess(environment, [command, ...parameters]))
  lastRun = run.catch(() => {})
  return run
}

/** Runs a command of bin/ against the DynamoDB of this test file, in this process. */
export const runs = (command: string, ...parameters: string[]) => runsIn({}, command, ...parameters)

/** Runs it as a person would, in a process of its own: with its own exit code, caches and standard output. */
export const runsAlone = (command: string, ...parameters: string[]) =>
  inOwnProcess({}, command, ...parameters)

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
