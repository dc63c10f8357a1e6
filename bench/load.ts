import { type Acquainted, type Calls, text } from './overHttp.ts'
import { percentiles } from './percentiles.ts'

/** So many clients at a time, each with one request after the other: an inbox, a page, a message, and again. */
export const load = async (calls: Calls, pairs: Acquainted[], clients: number, forMs: number) => {
  const times: number[] = []
  let failed = 0
  let number = 0
  const startedAt = performance.now()
  const client = async () => {
    while (performance.now() - startedAt < forMs) {
      const turn = number++
      const { me, other, group } = pairs[turn % pairs.length] as Acquainted
      const as = Math.floor(turn / pairs.length) % 2 ? me : other
      const from = performance.now()
      const request = [
        () => calls(as, 'GET', '/message_groups'),
        () => calls(as, 'GET', `/messages/${group}`),
        () => calls(as, 'POST', '/messages', { message: text, message_group_uuid: group }),
      ][turn % 3] as () => Promise<unknown>
      await request().then(
        () => times.push(performance.now() - from),
        () => {
          failed += 1
        },
      )
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const perSecond = times.length / ((performance.now() - startedAt) / 1000)
  return { clients, perSecond, failed, ...percentiles(times) }
}
