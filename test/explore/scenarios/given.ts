import type { Process } from '../process.ts'
import type { World } from '../world.ts'

/** Ann has begun a conversation with Bob this long ago. */
export const aConversation = (ageMs: number) => async (process: Process, world: World) => {
  world.key('m0', ageMs)
  world.clock.now -= ageMs
  await process.send('ann', 'bob', 'm0')
}
