import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Child, startChild } from './child.ts'
import { answers, waitFor } from './waitFor.ts'

const require = createRequire(import.meta.url)
const program = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide'

const fromNpm = (platform: string): string | undefined => {
  try {
    return require.resolve(`@dynoxide/${platform}/${program}`)
  } catch {
    return undefined
  }
}

const fromPath = (path: string): string | undefined =>
  path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))

export const findEngine = (
  platform = `${process.platform}-${process.arch}`,
  path = process.env.PATH ?? '',
): string => {
  const engine = fromNpm(platform) ?? fromPath(path)
  if (engine) return engine
  throw new Error(
    [
      `There is no embedded DynamoDB for ${platform} among the installed packages. Any one of these helps:`,
      '- "npm ci" without --omit=optional, if the packages were installed without the optional ones;',
      '- the program "dynoxide" (https://github.com/nubo-db/dynoxide) somewhere on the PATH;',
      '- AWS\'s own DynamoDB Local, started by you: with Java, "java -jar DynamoDBLocal.jar -inMemory -sharedDb -port 8000",',
      '  or with Docker, "docker run -p 8000:8000 amazon/dynamodb-local -jar DynamoDBLocal.jar -inMemory -sharedDb";',
      '  then set AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000.',
    ].join('\n'),
  )
}

/** Starts the embedded DynamoDB, in memory or in a folder, and waits until it answers. */
export const startDynamodb = async (host: string, port: number, folder?: string): Promise<Child> => {
  const engine = findEngine()
  if (folder) mkdirSync(folder, { recursive: true })
  const storage = folder ? ['--db-path', join(folder, 'dynamodb.sqlite')] : []
  const child = startChild('DynamoDB', [engine, '--host', host, '--port', String(port), ...storage])
  await waitFor('DynamoDB', answers(`http://${host}:${port}/`), child)
  return child
}
