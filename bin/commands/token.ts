import { signIn } from '../../local/signIn.ts'
import { handleFrom } from '../../src/domain/user.ts'
import { type Command, CommandError } from '../command.ts'
import { localSettings } from '../target.ts'

export const token: Command = {
  summary: 'print an access token of a demo person, and nothing else',
  usage: '<handle>',
  example: 'npm run --silent token -- andrewbrown',
  takes: 1,
  run: async (_, [handle], { print }) => {
    if (!handle) throw new CommandError('Whose token? For example: npm run --silent token -- andrewbrown')
    const { host, cognitoPort } = localSettings()
    const { AccessToken } = await signIn(handleFrom(handle), `http://${host}:${cognitoPort}`).catch(
      (error: Error) => {
        throw new CommandError(error.message)
      },
    )
    print(AccessToken)
  },
}
