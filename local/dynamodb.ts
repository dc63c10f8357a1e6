import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Child, startChild } from './childProcess.ts'
import { isResponding, waitFor } from './waitFor.ts'

const require = createRequire(import.meta.url)
const program = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide'

const findInNodeModules = (platform: string): string | undefined => {
  try {
    return require.resolve(`@dynoxide/${platform}/${program}`)
  } catch {
    return undefined
  }
}

const findOnPath = (path: string): string | undefined =>
  path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))

/** The path of the dynoxide executable. */
export const findEngine = (
  platform = `${process.platform}-${process.arch}`,
  path = process.env.PATH ?? '',
): string => {
  const engine = findInNodeModules(platform) ?? findOnPath(path)
  if (engine) return engine
  throw new Error(
    [
      `No embedded DynamoDB is installed for ${platform}. Do one of the following:`,
      '- If you ran npm with --omit=optional, run "npm ci" without it.',
      '- Install "dynoxide" (https://github.com/nubo-db/dynoxide) on your PATH.',
      "- Start AWS's DynamoDB Local and set AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000",
      '  with Java:   java -jar DynamoDBLocal.jar -inMemory -sharedDb -port 8000',
      '  with Docker: docker run -p 8000:8000 amazon/dynamodb-local -jar DynamoDBLocal.jar -inMemory -sharedDb',
    ].join('\n'),
  )
}

/** Starts the embedded DynamoDB, with its data in memory or in a folder, and waits until it responds. */
export const startDynamodb = async (host: string, port: number, folder?: string): Promise<Child> => {
  const engine = findEngine()
  if (folder) mkdirSync(folder, { recursive: true })
  const storage = folder ? ['--db-path', join(folder, 'dynamodb.sqlite')] : []
  const child = startChild('DynamoDB', [engine, '--host', host, '--port', String(port), ...storage])
  await waitFor('DynamoDB', isResponding(`http://${host}:${port}/`), child)
  return child
}
