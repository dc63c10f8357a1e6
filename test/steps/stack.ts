import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './freePort.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Free ports, so that a stack can run beside a developer's. */
export const ownPorts = async () => {
  const [http, websocket, lambda, dynamodb, cognito, bucket, web] = await freePorts(7)
  return {
    LOCAL_HTTP_PORT: String(http),
    LOCAL_WEBSOCKET_PORT: String(websocket),
    LOCAL_LAMBDA_PORT: String(lambda),
    LOCAL_DYNAMODB_PORT: String(dynamodb),
    LOCAL_COGNITO_PORT: String(cognito),
    LOCAL_BUCKET_PORT: String(bucket),
    LOCAL_WEB_PORT: String(web),
  }
}

export type Ports = Awaited<ReturnType<typeof ownPorts>>

// A test does not depend on the caller's settings, terminal (CI and others change colours) or shell (which warns about a
// missing locale).
const ofTheCaller =
  /^((AWS_|LOCAL_|npm_|NODE_OPTIONS|TABLE_NAME|LOG_LEVEL).*|CI|NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|COLORTERM|TMUX|TEAMCITY_VERSION|LANG|LANGUAGE|LC_.*|SHELL)$/

// Hundreds of processes share their compiled code.
const NODE_COMPILE_CACHE = join(tmpdir(), 'cruddur-compiled')

const cleanEnvironment = () => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheCaller.test(name))),
  NODE_COMPILE_CACHE,
})

const running = new Set<number>()

/** Kills processes that a failed test has left. */
export const killLeftovers = () => {
  for (const pid of running) process.kill(-pid, 'SIGKILL')
}

/** Starts a command in the project, in a process group of its own. */
export const runCommand = (
  command: string[],
  environment: Record<string, string> = {},
  { isTyping = false, cwd = root } = {},
) => {
  const [program = '', ...parameters] = command
  const child = spawn(program, parameters, {
    cwd,
    env: { ...cleanEnvironment(), PATH: `${root}node_modules/.bin:${process.env.PATH}`, ...environment },
    detached: true,
    stdio: [isTyping ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  child.stdin?.on('error', () => {}) // it ended before it had read all of its input
  const pid = child.pid ?? 0
  running.add(pid)
  let printed = ''
  const said = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk
      printed += chunk
      for (const look of waiting) look()
    })
  }
  const exited = new Promise<number | null>((resolve) =>
    child.on('exit', (code) => {
      running.delete(pid)
      resolve(code)
    }),
  )
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return {
    pid,
    printed: () => printed,
    exited,
    /** The exit code and the output, when the command has ended. */
    result: async () => {
      const [code] = await Promise.all([exited, closed])
      return { code, ...said }
    },
    /** Resolves as soon as the text has been printed; rejects when the command ends without it. */
    prints: (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => printed.includes(text) && resolve()
        waiting.add(look)
        look()
        exited.then((code) =>
          reject(new Error(`ended with ${code} before it printed "${text}":\n${printed}`)),
        )
      }),
    /** Signals the whole group, as Ctrl+C in a terminal does. */
    interruptGroup: () => process.kill(-pid, 'SIGINT'),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Writes to its standard input. */
    types: (text: string) => child.stdin?.write(text),
    typesNoMore: () => child.stdin?.end(),
  }
}

export type Running = ReturnType<typeof runCommand>

/** Runs a command of bin/ in an environment that names nothing but a stack's ports. It must succeed. */
export const runUtility = async (ports: Record<string, string>, ...words: string[]) => {
  const { code, stdout, stderr } = await runCommand(['node', 'bin/cruddur.js', ...words], ports).result()
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`)
  return { stdout, stderr }
}

export const isUp = 'Press Ctrl+C to stop.'

export const startStack = async (
  environment: Record<string, string>,
  command = ['sls', 'offline'],
): Promise<Running> => {
  const stack = runCommand(command, environment)
  await stack.prints(isUp)
  return stack
}
