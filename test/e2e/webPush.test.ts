import { expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { aBrowserOf, aPushService, thePushService } from '../steps/pushes.ts'
import { says } from '../steps/safety.ts'

given.anEngine()
aPushService()

test('a message reaches the browser of a person who has no page open', async () => {
  const [me, other] = [await given.aUser(), await given.aUser()]
  const [browser, mine] = [await aBrowserOf(other), await aBrowserOf(me)]
  const { body: said } = await says(me, 'Are you there?', other)
  await eventually(() => browser.pushes.length, Boolean)
  expect(browser.pushes).toEqual([
    expect.objectContaining({
      urgency: 'high',
      payload: {
        type: 'message',
        message_group_uuid: said.message_group_uuid,
        message: {
          uuid: said.uuid,
          created_at: said.created_at,
          user_uuid: me.uuid,
          user_display_name: me.displayName,
          message: 'Are you there?',
        },
      },
    }),
  ])
  expect([mine.requests(), thePushService().refused]).toEqual([0, []])
})
