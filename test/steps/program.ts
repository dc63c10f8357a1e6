import { Readable, Writable } from 'node:stream'
import { runProgram } from '../../bin/program.ts'
import { runCommand } from './stack.ts'

type Surroundings = {
  environment?: Record<string, string>
  input?: string
  /** Whether it runs in a process of its own. If not given: where something changes that only a new process reads. */
  isAlone?: boolean
}
type Result = { code: number | null; stdout: string; stderr: string }

const here = () => {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '' } = process.env
  return { AWS_ENDPOINT_URL_DYNAMODB, TABLE_NAME }
}

/** Starts a command of bin/, against the DynamoDB of this test file, or in another environment. */
export const starts = (environment: Record<string, string>, command: string, ...parameters: string[]) =>
  runCommand(['node', 'bin/cruddur.js', command, ...parameters], { ...here(), ...environment })

const inOwnProcess = async ({ environment = {}, input }: Surroundings, words: string[]): Promise<Result> => {
  const program = runCommand(
    ['node', 'bin/cruddur.js', ...words],
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

/** Input as from a pipe: the end comes later than the text. */
const pipe = (input: string) =>
  Readable.from(
    (async function* () {
      yield input
      await new Promise(setImmediate)
    })(),
  )

const inThisProcess = async (
  { environment = {}, input = '' }: Surroundings,
  words: string[],
): Promise<Result> => {
  const before = { ...process.env }
  const [stdout, stderr] = [collect(), collect()]
  Object.assign(process.env, environment)
  const streams = { stdin: pipe(input), stdout: stdout.stream, stderr: stderr.stream }
  const code = await runProgram(words, streams)
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

// A command changes process.env, so that two at a time would disturb each other.
let lastRun: Promise<unknown> = Promise.resolve()

// The commands read these each time. The AWS SDK keeps an endpoint once it has used it: a second pool needs a second process.
const readEachTime = ['TABLE_NAME', 'npm_config_stage']
let cognitoPort: string | undefined

const needsProcess = ({ environment = {}, isAlone }: Surroundings): boolean => {
  if (isAlone !== undefined) return isAlone
  const { LOCAL_COGNITO_PORT: port, ...others } = environment
  if (Object.keys(others).some((name) => !readEachTime.includes(name))) return true
  if (port === undefined) return false
  cognitoPort ??= port
  return port !== cognitoPort
}

/** Runs a command of bin/ with a changed environment or with piped input; in this process where that gives the same result. */
export const runsIn = (surroundings: Surroundings, ...words: string[]): Promise<Result> => {
  if (needsProcess(surroundings)) return inOwnProcess(surroundings, words)
  const run = lastRun.then(() => inThisProcess(surroundings, words))
  lastRun = run.catch(() => {})
  return run
}

/** Runs several commands in one process of their own, with a changed environment. */
export const runsEachIn = async (environment: Record<string, string>, all: string[][]): Promise<Result[]> => {
  const program = ['node', 'test/steps/runEach.ts', JSON.stringify(all)]
  const { stdout, stderr } = await runCommand(program, { ...here(), ...environment }).result()
  if (stderr) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') // after the log of functions that the commands call
}

/** Runs a command of bin/ against the DynamoDB of this test file, in this process. */
export const runs = (...words: string[]) => runsIn({}, ...words)

/** Runs a command in a process of its own: with its own exit code, caches and standard output. */
export const runsAlone = (...words: string[]) => runsIn({ isAlone: true }, ...words)

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** Runs a command on a terminal with this many columns. Its stdout holds both streams. */
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
