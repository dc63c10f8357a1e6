import { expect } from '@jest/globals'
import { aConnectionOf } from './connections.ts'
import { saysInto } from './safety.ts'
import { opens } from './sockets.ts'
import { through } from './wire.ts'

type Caller = { token: string }

/** Sockets that are gone without a disconnect event. */
export const areGone = async (userUuid: string, count: number) => {
  for (let number = 0; number < count; number += 1) {
    await aConnectionOf({ uuid: userUuid }, { id: `gone-${number}` })
  }
}

/** Waits for pushMessage, so that it does not delete the gone sockets that another function has to find. */
export const isPushed = async (sender: Caller, reader: Caller, groupUuid: string) => {
  const witness = await opens(reader)
  await saysInto(sender, 'the last message', groupUuid)
  await witness.receives({ message: expect.objectContaining({ message: 'the last message' }) })
  await witness.close()
}

/** Runs the work, and lets it find a socket of the user that is gone, after pushMessage has sent what the work wrote. */
export const findsGoneSocketOf = <T>(
  { uuid }: { uuid: string },
  pushed: () => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> =>
  through(async ({ input }, send) => {
    if (JSON.stringify(input).includes(`CON#${uuid}`)) {
      await pushed()
      await areGone(uuid, 1)
    }
    return send()
  }, work)
