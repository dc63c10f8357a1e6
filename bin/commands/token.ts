import { signIn } from '../../local/signIn.ts'
import { handleFrom } from '../../src/domain/user.ts'
import { type Command, CommandError } from '../command.ts'
import { localSettings } from '../target.ts'

export const token: Command = {
  summary: 'Print an access token of a demo user of the local stack',
  arguments: [{ name: 'handle', description: 'The demo user' }],
  example: 'npm run --silent token -- andrewbrown',
  run: async (_, [handle = ''], { writeStdout }) => {
    const { host, cognitoPort } = localSettings()
    const { AccessToken } = await signIn(handleFrom(handle), `http://${host}:${cognitoPort}`).catch(
      (error: Error) => {
        throw new CommandError(error.message)
      },
    )
    writeStdout(AccessToken)
  },
}
