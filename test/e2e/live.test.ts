import { expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { opens } from '../steps/sockets.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

test('many sockets that send garbage do not disturb the stack', async () => {
  const [rude, me, other] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => opens(rude)))
  const sockets = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const rubbish = ['\0', '{"action":', 'x'.repeat(200_000), '{"action":"typing"}', '[[[[']
  await Promise.all(
    sockets.map(async (socket, index) => {
      if (!socket.isClosed()) await socket.says(rubbish[index % rubbish.length] as string)
      await socket.close()
    }),
  )
  then.isAnswered(await calls('GET', '/api/health-check'), { success: true, ver: 1 })

  const socket = await opens(other)
  await calls('POST', '/api/messages', { as: me, body: { message: 'All well?', handle: other.handle } })
  await socket.receives({ message: expect.objectContaining({ message: 'All well?' }) })
  await socket.close()
})
