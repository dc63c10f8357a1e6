import { candidateHandles } from '../../src/domain/user.ts'
import type { Command } from '../command.ts'
import { targetOptions, useTarget } from '../target.ts'
import { listPoolUsers } from '../userPool.ts'

/** If two users prefer the same handle, the second is listed with the handle that sign-up would have given them. */
async function* asJson(userPoolId: string): AsyncGenerator<string> {
  const seen = new Set<string>()
  let separator = '{'
  for await (const { preferredHandle, sub } of listPoolUsers(userPoolId)) {
    const handle = candidateHandles(preferredHandle, sub).find((candidate) => !seen.has(candidate)) ?? sub
    seen.add(handle)
    yield `${separator}\n  ${JSON.stringify(handle)}: ${JSON.stringify(sub)}`
    separator = ','
  }
  yield seen.size === 0 ? '{}' : '\n}'
}

export const listUsers: Command = {
  summary: 'Print the users of the user pool as JSON: {handle: sub}',
  options: targetOptions,
  example: 'npm run --silent cognito:list-users',
  run: async (values, _, { writeStdout, streamToStdout }) => {
    const { userPoolId } = await useTarget(values)
    await streamToStdout(asJson(userPoolId), '')
    writeStdout('')
  },
}
