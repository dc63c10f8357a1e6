import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild } from '../local/childProcess.ts'
import { waitFor } from '../local/waitFor.ts'
import { isUp, ownPorts } from '../test/steps/stack.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

const timeoutMs = 60_000

/** Starts `sls offline` on free ports. It stops with this process, even if this process is killed. */
export const startLocalStack = async () => {
  const ports = await ownPorts()
  const { PATH = '', HOME = '' } = process.env
  // The stack unpacks files into TMPDIR.
  const TMPDIR = mkdtempSync(join(tmpdir(), 'cruddur-bench-'))
  process.once('exit', () => rmSync(TMPDIR, { recursive: true, force: true }))
  const env = { HOME, TMPDIR, PATH: `${root}node_modules/.bin:${PATH}`, ...ports }
  const stack = startChild('the stack', ['sls', 'offline', '--param=logLevel=silent'], { cwd: root, env })
  await waitFor('the stack', async () => stack.output().includes(isUp), stack, timeoutMs)
  const api = `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`
  // The repository and the tokens of the tests read these.
  Object.assign(process.env, {
    E2E_API_URL: api,
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.LOCAL_DYNAMODB_PORT}`,
    TABLE_NAME: 'cruddur-messages-dev',
  })
  return { api, sockets: `ws://127.0.0.1:${ports.LOCAL_WEBSOCKET_PORT}`, end: stack.end }
}
