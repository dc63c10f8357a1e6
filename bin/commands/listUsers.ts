import { candidateHandles } from '../../src/domain/user.ts'
import type { Command } from '../command.ts'
import { listPoolUsers } from '../pool.ts'
import { targetOptions, useTarget } from '../target.ts'

/** Of two who wished for one handle, the second is listed as sign-up would have called them: everybody is there. */
async function* asJson(userPoolId: string): AsyncGenerator<string> {
  const seen = new Set<string>()
  let before = '{'
  for await (const { wish, sub } of listPoolUsers(userPoolId)) {
    const handles = candidateHandles(wish, sub)
    const handle = handles.find((one) => !seen.has(one)) ?? sub
    seen.add(handle)
    yield `${before}\n  ${JSON.stringify(handle)}: ${JSON.stringify(sub)}`
    before = ','
  }
  yield seen.size === 0 ? '{}' : '\n}'
}

export const listUsers: Command = {
  summary: "print the user pool's people as {handle: sub}",
  usage: '[--stage <stage>]',
  example: 'npm run --silent cognito:list-users',
  options: targetOptions,
  run: async (values, _, { print, printAll }) => {
    const { userPoolId } = await useTarget(values)
    await printAll(asJson(userPoolId), '')
    print('')
  },
}
