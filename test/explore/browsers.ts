import { byText, type Moments } from './moments.ts'
import type { Request } from './process.ts'
import { endpointOf, publicKey } from './pushService.ts'
import type { Simulation } from './simulation.ts'

type Means = {
  request: Request
  moments: Moments
  deliverPush: (body: string) => Promise<unknown>
  tellAway: (as: string, isAway: boolean, nth: number) => Promise<unknown>
  /** Of the actor. */
  name: string
}

const keys = {
  p256dh: publicKey,
  auth: Buffer.alloc(16).toString('base64url'),
}

/** What browsers do with their push subscriptions, and what the queue of pushes delivers. */
export const browsersFor = (
  simulation: Simulation,
  { request, moments, deliverPush, tellAway, name }: Means,
) => {
  const { facts } = simulation
  const urlOf = (endpoint: string) => endpointOf(simulation.space, endpoint)

  /** Something after which a push may be wrong. Its answer is a moment. */
  const noted = async (what: string, as: string, other: string, work: () => Promise<number>) => {
    const after = moments.answered()
    if (!facts.changing.includes(as)) facts.changing.push(as)
    const status = await work()
    if (status === 200) await moments.changeIsAnswered(what, as, other, after)
    return status
  }

  return {
    register: (as: string, browser: string, endpoint: string) => {
      const subscription = simulation.key(browser)
      facts.browsers[subscription] = browser
      const body = { endpoint: urlOf(endpoint), keys }
      return noted('register', as, urlOf(endpoint), async () => {
        const asked = { subscription, body }
        const { status, body: answer } = await request('registerPushSubscription', 'PUT', as, asked)
        const isRefused = ['user_unknown', 'unauthorized'].includes(answer[0])
        if (status !== 200 && !isRefused) simulation.problem(`${as} cannot register ${browser}: ${answer}`)
        return status
      })
    },
    unregister: (as: string, browser: string) => {
      const subscription = simulation.key(browser)
      return noted('unregister', as, subscription, async () => {
        const { status } = await request('deletePushSubscription', 'DELETE', as, { subscription })
        return status
      })
    },
    /** The browser has unsubscribed: its push service answers 410 from now on. */
    giveUp: (endpoint: string) => {
      facts.goneEndpoints.push(urlOf(endpoint))
    },
    readUpTo: (as: string, other: string, message: string) =>
      noted('read', as, other, async () => {
        const group = simulation.group(as, other)
        const body = { message_uuid: simulation.key(message) }
        return (await request('markRead', 'PUT', as, { group, body })).status
      }),
    mute: (as: string, other: string) =>
      noted('mute', as, other, async () => {
        const body = { muted_until: '9999-12-31T00:00:00.000Z' }
        const group = simulation.group(as, other)
        return (await request('updateMembership', 'PATCH', as, { group, body })).status
      }),
    takeBack: (as: string, other: string, message: string) =>
      noted('take back', as, other, async () => {
        const group = simulation.group(as, other)
        return (await request('deleteMessage', 'DELETE', as, { group, message: simulation.key(message) }))
          .status
      }),
    /** The client of somebody tells that somebody looks at it. */
    lookAgain: (as: string, nth: number) =>
      noted('look', as, '', async () => {
        await tellAway(as, false, nth)
        return 200
      }),
    /** The queue delivers a push of a message to its recipient. */
    push: async (from: string, to: string, message: string) => {
      const { after } = await moments.begins(`push ${message} ${to} ${name}`)
      const uuid = simulation.key(message)
      facts.pushing.push({ by: name, message: uuid, from, to, after })
      facts.pushing.sort(byText)
      const group = simulation.group(from, to)
      const place = simulation.placeOf(group, uuid)
      await deliverPush(
        JSON.stringify({ group_uuid: group, place, user_uuids: [simulation.person(to).uuid] }),
      )
    },
  }
}
