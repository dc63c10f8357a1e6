import { type AcquaintedPair, type HttpClient, text } from './httpClient.ts'
import { percentiles } from './percentiles.ts'

/** Concurrent clients, each of which sends one request after the other: an inbox, a page, a message, and again. */
export const measureLoad = async (
  calls: HttpClient,
  pairs: AcquaintedPair[],
  clients: number,
  forMs: number,
) => {
  const times: number[] = []
  let failed = 0
  let requestCount = 0
  const startedAt = performance.now()
  const client = async () => {
    while (performance.now() - startedAt < forMs) {
      const turn = requestCount++
      const { me, other, group } = pairs[turn % pairs.length] as AcquaintedPair
      const caller = Math.floor(turn / pairs.length) % 2 ? me : other
      const requestedAt = performance.now()
      const request = [
        () => calls(caller, 'GET', '/message_groups'),
        () => calls(caller, 'GET', `/messages/${group}`),
        () => calls(caller, 'POST', '/messages', { message: text, message_group_uuid: group }),
      ][turn % 3] as () => Promise<unknown>
      await request().then(
        () => times.push(performance.now() - requestedAt),
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
