import { expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { opens } from '../steps/sockets.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

test('sockets that send garbage do not disturb the stack', async () => {
  const [rude, me, other] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  const rubbish = ['\0', '{"action":', 'x'.repeat(200_000), '{"action":"typing"}', '[[[[']
  // One after the other: the local stack loads a function again for each invocation at the same time.
  for (const text of rubbish) {
    const socket = await opens(rude)
    if (!socket.isClosed()) await socket.sends(text)
    await socket.close()
  }
  then.isAnswered(await calls('GET', '/api/health-check'), { success: true, ver: 1 })

  const socket = await opens(other)
  await calls('POST', '/api/messages', { as: me, body: { message: 'All well?', handle: other.handle } })
  await socket.receives({ message: expect.objectContaining({ message: 'All well?' }) })
  await socket.close()
})
