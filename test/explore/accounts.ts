import type { Facts } from './facts.ts'
import type { Moments } from './moments.ts'
import type { Request } from './process.ts'
import type { Simulation } from './simulation.ts'
import type { Functions } from './workQueue.ts'

type Means = {
  request: Request
  moments: Moments
  functions: Functions
  now: () => number
}

const jobOf = (body: string): { kind?: string; user_uuid?: string } => JSON.parse(body)

/** After the last job: those who have deleted their accounts are erased, and others sign in again. */
export const noteEnds = (facts: Facts, nameOf: (uuid: string) => string, now: number) => {
  for (const { kind, user_uuid = '' } of facts.jobs.map(({ body }) => jobOf(body))) {
    const name = nameOf(user_uuid)
    if (kind === 'erase_user' && !facts.erased.includes(name)) facts.erased.push(name)
  }
  for (const name of facts.signingOut) facts.signIns[name] = now + 60_000
}

/** What people do with their accounts. */
export const accountsFor = (simulation: Simulation, { request, moments, functions, now }: Means) => {
  const { facts, person } = simulation

  const erasureBegins = (as: string) => {
    if (!facts.erasing.includes(as)) facts.erasing.push(as)
  }

  return {
    deleteMe: async (as: string) => {
      erasureBegins(as)
      const { status, body } = await request('deleteMe', 'DELETE', as)
      // They have deleted it or signed out on another device.
      const isAccepted = status === 200 || ['user_unknown', 'unauthorized'].includes(body[0])
      if (!isAccepted && !facts.hasRefusal) simulation.problem(`${as} cannot delete their account: ${body}`)
    },
    /** Another delivery of the job, which can be the first one. */
    deliverErasure: (as: string) => {
      erasureBegins(as)
      return functions.deliverJob(JSON.stringify({ kind: 'erase_user', user_uuid: person(as).uuid }))
    },
    signOut: async (as: string) => {
      const after = moments.answered()
      const at = now()
      if (!facts.signingOut.includes(as)) facts.signingOut.push(as)
      const { status } = await request('endSessions', 'DELETE', as)
      if (status !== 200) return
      facts.signOuts[as] = Math.max(at, facts.signOuts[as] ?? 0)
      await moments.changeIsAnswered('sign-out', as, '', after)
    },
    startExport: (as: string) => request('createExport', 'POST', as),
    /** A delivery of the job that the preparations have sent. */
    deliverExport: async (): Promise<void> => {
      const job = simulation.job('export_user')
      if (job) await simulation.runJob(functions, job)
    },
  }
}
