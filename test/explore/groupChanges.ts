import type { Creation } from './facts.ts'
import { byText, type Moments } from './moments.ts'
import type { Page, Request } from './process.ts'
import type { Simulation } from './simulation.ts'

type Means = {
  request: Request
  moments: Moments
  page: (as: string, group: string, query: Record<string, string>) => Promise<Page>
  deliverJob: (body: string) => Promise<unknown>
  wait: (ms: number) => Promise<void>
}

/** What people do with named groups, and what they read there. */
export const groupChangesFor = (
  simulation: Simulation,
  { request, moments, page, deliverJob, wait }: Means,
) => {
  const { facts, person } = simulation

  /** A change that is answered with success. `whom` is the person who comes or goes. */
  const change = async (what: string, as: string, whom: string, ask: () => ReturnType<Request>) => {
    const { after } = await moments.begins(`${what} ${as} ${whom}`)
    const { status } = await ask()
    if (status === 200) await moments.changeIsAnswered(what, as, whom, after)
    return status
  }

  const uuidOf = (name: string) => simulation.namedGroup(name)

  const removeMember = (as: string, name: string, whom: string) =>
    change('remove', as, whom, () =>
      request('removeMember', 'DELETE', as, { group: uuidOf(name), user: person(whom).uuid }),
    )

  const noteReading = async (as: string, name: string, what: string, ask: () => Promise<number>) => {
    const { after } = await moments.begins(`${what} ${as}`)
    facts.readings.push({ as, group: uuidOf(name), what, after, status: await ask() })
    facts.readings.sort(byText)
  }

  return {
    /** The name of the group is its idempotency key. */
    createGroup: async (as: string, name: string, others: string[], { title = name } = {}) => {
      const key = uuidOf(name)
      const { after } = await moments.begins(`create ${as} ${title}`)
      const { status, body } = await request('createGroup', 'POST', as, {
        body: { title, user_uuids: others.map((other) => person(other).uuid) },
        key,
      })
      const creation: Creation = { as, others, title, status, body: { uuid: body.uuid }, after }
      facts.namedGroups[name]?.creations.push(creation)
      facts.namedGroups[name]?.creations.sort(byText)
    },
    retitle: (as: string, name: string, title: string) =>
      change('retitle', as, title, () =>
        request('updateGroup', 'PATCH', as, { group: uuidOf(name), body: { title } }),
      ),
    addMember: (as: string, name: string, whom: string) =>
      change('add', as, whom, () =>
        request('addMember', 'POST', as, { group: uuidOf(name), body: { user_uuid: person(whom).uuid } }),
      ),
    removeMember,
    leave: (as: string, name: string) => removeMember(as, name, as),
    /** Reads the messages of a named group. */
    lookInto: (as: string, name: string) =>
      noteReading(as, name, 'messages', async () => {
        const { rows, isRefused } = await page(as, uuidOf(name), { limit: '100' })
        if (!isRefused) facts.views.push({ as, of: name, rows })
        return isRefused ? 404 : 200
      }),
    /** Opens the group: its row, and the members. */
    openGroup: (as: string, name: string) =>
      noteReading(as, name, 'row', async () => {
        const { status } = await request('getGroup', 'GET', as, { group: uuidOf(name) })
        return status
      }),
    /** The queue delivers the job that ends a group, as late as it was asked to. */
    deliverEnd: async () => {
      const job = facts.jobs.find(({ body }) => body.includes('end_group'))
      if (!job) return
      await wait(job.delayMs)
      await deliverJob(job.body)
      facts.jobs = facts.jobs.filter(({ body }) => body !== job.body)
    },
  }
}
