import type { Defect } from '../defect.ts'
import { eachOf, startsWith, wholeCondition, withoutPart } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const subscriptions = 'repository/subscriptions.ts'
const sending = 'handlers/sendWebPush.ts'

export const defectsOfBrowsers: Defect[] = [
  {
    name: 'an endpoint is taken over without looking who has it',
    scenario: 'push-register-both',
    mutation: (_, input) =>
      eachOf(input, ({ Put }) => (startsWith(Put?.Item, 'PSH#') ? wholeCondition(Put) : undefined)),
  },
  {
    name: 'the subscription of an earlier owner of the endpoint stays',
    scenario: 'push-take-over',
    edits: [edit(subscriptions, '    await deleteEarlier(owner, subscription)\n', '')],
  },
  {
    name: 'an endpoint that is gone takes the new subscription with it',
    scenario: 'push-gone',
    mutation: (operation, input) =>
      operation === 'DeleteItem' && startsWith(input.Key, 'CON#') ? wholeCondition(input) : undefined,
  },
  {
    name: 'an endpoint that is gone is deleted although somebody else has it',
    scenario: 'push-gone-taken',
    mutation: (operation, input) =>
      operation === 'DeleteItem' && startsWith(input.Key, 'PSH#') ? wholeCondition(input) : undefined,
  },
  {
    name: 'a browser is registered by a request from before its person signed out everywhere',
    scenario: 'push-sign-out',
    mutation: (_, input) =>
      eachOf(input, ({ ConditionCheck }) =>
        ConditionCheck?.ExpressionAttributeValues?.[':signed_in_at']
          ? withoutPart(
              ConditionCheck,
              ' AND (attribute_not_exists(signed_out_at) OR signed_out_at < :signed_in_at)',
            )
          : undefined,
      ),
  },
  {
    name: 'a sign-out deletes the subscriptions only before it ends the sign-ins',
    scenario: 'push-sign-out',
    edits: [
      edit(
        'handlers/endSessions.ts',
        '  await sleep(1001 - (now % 1000)) // a timer can be a millisecond early\n  await disconnectDevices(user.uuid)\n',
        '',
      ),
    ],
  },
  {
    name: 'a frame that was overtaken counts',
    scenario: 'push-away',
    edits: [
      edit('repository/connections.ts', ' AND (attribute_not_exists(told_at) OR told_at < :toldAt)', ''),
    ],
  },
  {
    name: 'a push is sent to somebody who looks',
    scenario: 'push-away',
    edits: [edit('domain/connection.ts', '!connection.isAway && !isExpired(connection, now)', 'false')],
  },
  {
    name: 'a browser of the recipient gets nothing',
    scenario: 'push-send',
    edits: [
      edit('domain/webPush.ts', 'message.sender.uuid !== userUuid', 'message.sender.uuid === userUuid'),
    ],
  },
  {
    name: 'a push is sent by a stale membership',
    scenario: 'push-read',
    mutation: (operation, input) => {
      if (operation !== 'GetItem' || !startsWith(input.Key, 'GRP#')) return undefined
      delete input.ConsistentRead
      return { changed: true }
    },
  },
  {
    name: 'a message is pushed that was read',
    scenario: 'push-read',
    edits: [edit('domain/webPush.ts', ' &&\n    message.place > readPlace', '')],
  },
  {
    name: 'a message is pushed in spite of a block',
    scenario: 'push-take-back',
    edits: [
      edit(
        'domain/webPush.ts',
        'const list = listOf(membership)',
        'const list = listOf({ ...membership, hasBlocked: false })',
      ),
    ],
  },
  {
    name: 'a message is pushed that was taken back',
    scenario: 'push-take-back',
    edits: [
      edit(sending, '  if (!message || !isPushed(message)) return\n', '  if (!message) return\n'),
      edit('domain/webPush.ts', '    isPushed(message) &&\n', ''),
    ],
  },
  {
    name: 'a push is sent to the browser that a stale read finds',
    scenario: 'push-taken',
    edits: [edit(sending, 'listDevices(userUuid, { consistent: true })', 'listDevices(userUuid)')],
  },
]
