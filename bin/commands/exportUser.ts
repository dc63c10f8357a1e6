import { timeOf } from '../../src/domain/place.ts'
import type { User } from '../../src/domain/user.ts'
import { messageView, profileView } from '../../src/domain/views.ts'
import { readLimits, readMemberships, readOwnMessages } from '../../src/repository/admin/userData.ts'
import { listConnections } from '../../src/repository/connections.ts'
import { type Command, CommandError } from '../command.ts'
import { personCalled } from '../people.ts'
import { targetOptions, useTarget } from '../target.ts'

const indented = (value: unknown) => JSON.stringify(value, null, 2)

/** A list in JSON, an element at a time. */
async function* list(name: string, elements: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = `"${name}": [`
  for await (const element of elements) {
    yield `${before}\n${indented(element)}`
    before = ','
  }
  yield before === ',' ? '\n]' : `${before}]`
}

async function* conversationsOf({ uuid }: User) {
  for await (const membership of readMemberships(uuid)) {
    const { groupUuid, other, readPlace } = membership
    const messages = []
    for await (const message of readOwnMessages(membership)) messages.push(messageView(message))
    yield {
      message_group_uuid: groupUuid,
      with: { handle: other.handle, display_name: other.displayName },
      read_up_to: readPlace === undefined ? null : timeOf(readPlace),
      messages,
    }
  }
}

async function* connectionsOf({ uuid }: User) {
  for (const { id, connectedAt, expiresAtSeconds } of await listConnections(uuid, { consistent: true })) {
    const expires = new Date(expiresAtSeconds * 1000).toISOString()
    yield { connection_id: id, connected_at: new Date(connectedAt).toISOString(), expires_at: expires }
  }
}

async function* everything(user: User): AsyncGenerator<string> {
  const { cognitoUserId: cognito_user_id, claim } = user
  yield `{\n"profile": ${indented({ ...profileView(user), cognito_user_id, claim })},\n`
  yield* list('conversations', conversationsOf(user))
  yield ',\n'
  yield* list('connections', connectionsOf(user))
  yield ',\n'
  yield* list('limits', readLimits(user.uuid))
  yield '\n}\n'
}

export const exportUser: Command = {
  summary: 'print everything that the table holds about somebody, as JSON',
  usage: '<handle> [--stage <stage>]',
  example: 'npm run --silent users:export -- bayko > bayko.json',
  notes:
    'Of their conversations it has what they wrote themselves: what others wrote is theirs. The e-mail address is in the user pool.',
  takes: 1,
  options: targetOptions,
  run: async (values, [handle], { printAll, say }) => {
    if (!handle) throw new CommandError('Whose data? For example: npm run --silent users:export -- bayko')
    await useTarget(values)
    const user = await personCalled(handle)
    await printAll(everything(user), '')
    say(`That is what the table holds about ${user.handle}.`)
  },
}
