import { describe, expect, test } from '@jest/globals'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { live, opens, type Socket } from '../../steps/sockets.ts'
import { itemsIn } from '../../steps/table.ts'
import { meter } from '../../steps/wire.ts'

/* Clients tell whether somebody looks at them. */

given.anEngine()
live()

const aSocket = async () => {
  const user = await given.aUser()
  const socket = await opens(user)
  const stored = () => itemsIn(`CON#${user.uuid}`)
  const start = Date.now()
  return {
    user,
    socket,
    stored,
    isAway: async () => (await stored()).map(({ is_away }) => is_away),
    /** The gateway receives the frame so many seconds after the start, whenever it is handled. */
    tells: (is_away: unknown, afterSeconds = 1) =>
      at(start + afterSeconds * 1000, () => socket.sends({ action: 'ping', is_away })),
  }
}

const pongs = ({ frames }: Socket) => frames.filter(({ type }) => type === 'pong').length

describe('a client that tells whether somebody looks', () => {
  test('is answered when that is stored', async () => {
    const { socket, tells, isAway } = await aSocket()
    await tells(true)
    expect([pongs(socket), await isAway()]).toEqual([1, [true]])
    await tells(false, 2)
    expect([pongs(socket), await isAway()]).toEqual([2, [false]])
  })

  test('is believed in the order in which the gateway has received the frames', async () => {
    const { tells, isAway } = await aSocket()
    await tells(false, 5)
    await tells(true, 3)
    expect(await isAway()).toEqual([false])
    await tells(true, 8)
    await tells(false, 7)
    expect(await isAway()).toEqual([true])
  })

  test('changes its own connection only, for one write unit', async () => {
    const { user, tells, isAway } = await aSocket()
    const other = await opens(user)
    expect(await meter(() => tells(true))).toEqual({ commands: ['UpdateItem'], units: [1] })
    expect((await isAway()).toSorted()).toEqual([true, undefined])
    await other.close()
  })

  test('stores nothing if the connection is gone', async () => {
    const { socket, tells, stored } = await aSocket()
    await socket.close()
    await tells(true)
    expect(await stored()).toEqual([])
  })

  test.each([['yes'], [1], [null], [{}]])('tells nothing with %j', async (value) => {
    const { socket, tells, stored } = await aSocket()
    const before = await stored()
    await tells(value)
    expect([pongs(socket), await stored()]).toEqual([1, before])
  })
})
