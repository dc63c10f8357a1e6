import { readSettings } from '../local/settings.ts'
import { signIn } from '../local/signIn.ts'

const [handle] = process.argv.slice(2)

try {
  if (!handle) throw new Error('Whose token? For example: npm run --silent token -- andrewbrown')
  const { host, cognitoPort } = readSettings()
  const { AccessToken } = await signIn(handle, `http://${host}:${cognitoPort}`)
  process.stdout.write(`${AccessToken}\n`)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
