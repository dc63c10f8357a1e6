import type { Moments } from './moments.ts'
import type { Request } from './process.ts'
import type { Simulation } from './simulation.ts'

/** What a user changes about their lists, blocks and settings. */
export const changesFor = (simulation: Simulation, request: Request, moments: Moments) => {
  const { facts, person } = simulation

  const change = async (what: string, as: string, other: string, ask: () => ReturnType<Request>) => {
    const after = moments.answered()
    if (!facts.changing.includes(as)) facts.changing.push(as)
    const { status } = await ask()
    if (status === 200) await moments.changeIsAnswered(what, as, other, after)
    return status
  }

  const changeBlock = (what: string, name: string, method: string) => (as: string, other: string) =>
    change(what, as, other, () => request(name, method, as, { user: person(other).uuid }))

  const changeList = (what: string, body: object) => (as: string, other: string) =>
    change(what, as, other, () =>
      request('updateMembership', 'PATCH', as, { group: simulation.group(as, other), body }),
    )

  return {
    block: changeBlock('block', 'blockUser', 'PUT'),
    unblock: changeBlock('unblock', 'unblockUser', 'DELETE'),
    archive: changeList('archive', { is_archived: true }),
    unarchive: changeList('unarchive', { is_archived: false }),
    accept: changeList('accept', { request: 'accepted' }),
    decline: changeList('decline', { request: 'declined' }),
    /** What becomes of first messages by somebody to whom the user never wrote. */
    setStrangers: (as: string, strangers: 'inbox' | 'requests' | 'nobody') =>
      change(strangers, as, '', () => request('updateMe', 'PATCH', as, { body: { strangers } })),
    /** Somebody gets another name and handle, or takes the handle of somebody. */
    rename: (as: string, to: string, handle = `${to}_${simulation.space}`) => {
      const names = { display_name: `${to} of ${simulation.space}`, handle }
      facts.renames.push({ as, ...names })
      return change('rename', as, '', () => request('updateMe', 'PATCH', as, { body: names }))
    },
    /** Looks how far the other one has read. */
    lookAtSeen: async (as: string, other: string) => {
      const group = simulation.group(as, other)
      const { status, body } = await request('getGroup', 'GET', as, { group })
      if (status === 200) facts.seen.push({ as, time: body.seen?.created_at ?? '' })
    },
  }
}
