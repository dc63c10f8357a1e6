import { AsyncLocalStorage } from 'node:async_hooks'
import type { Code, Handle, loadCode, SdkRequest, SdkResponse, Service } from './code.ts'
import type { Engine } from './engine.ts'
import type { Mutation } from './mutations.ts'
import { startAt } from './people.ts'
import type { Scenario } from './scenario.ts'
import { createSimulation, type Simulation } from './simulation.ts'

export type Request = [service: Service, request: SdkRequest]

/** The code as one process has loaded it, and where it gets the time and new uuids. */
export type Loaded = { code: Code; now: () => number; newUuid: () => string }

const currentActor = new AsyncLocalStorage<Handle>()

/** Runs work whose requests are handled by this function. */
export const actAs = (handle: (...request: Request) => Promise<SdkResponse>, work: () => Promise<unknown>) =>
  currentActor.run(handle, work)

/** What all schedules share: the engine, and the code, loaded into as many processes as there are actors. */
export const createSimulator = (
  load: Awaited<ReturnType<typeof loadCode>>,
  engine: Engine,
  { hasDefect = false, mutation }: { hasDefect?: boolean; mutation?: Mutation | undefined } = {},
) => {
  const processes = new Map<string, Loaded>()
  const handle: Handle = (service, request) => {
    const handleOfActor = currentActor.getStore()
    if (!handleOfActor) throw new Error('A call that belongs to no actor')
    return handleOfActor(service, request)
  }
  return {
    engine,
    hasDefect,
    mutation,
    /** How many commands the mutation has changed. */
    mutated: 0,
    templates: new Map<string, string>(),
    loaded: (name: string): Loaded => {
      const known = processes.get(name)
      if (known) return known
      const process: Loaded = { code: undefined as never, now: () => startAt, newUuid: () => '' }
      process.code = load(
        () => process.now(),
        () => process.newUuid(),
        handle,
      )
      processes.set(name, process)
      return process
    },
  }
}

export type Simulator = ReturnType<typeof createSimulator>

/** Copies what the preparations have written into a space of its own, and begins. */
const beginFromTemplate = async (
  simulator: Simulator,
  scenario: Scenario,
  template: string,
): Promise<Simulation> => {
  const simulation = createSimulation(simulator, scenario, simulator.engine.nextSpace())
  simulation.resume(template)
  await simulation.begin()
  return simulation
}

const prepareTemplate = async (simulator: Simulator, scenario: Scenario): Promise<string> => {
  const simulation = createSimulation(simulator, scenario, simulator.engine.nextSpace())
  const template = await simulation.prepare()
  const { problems } = simulation.facts
  if (problems.length > 0) throw new Error(`${scenario.name} cannot begin: ${problems.join('; ')}`)
  simulator.templates.set(scenario.name, template)
  // A first schedule warms up the code: in cold code, calls that an actor makes at once can come in another order.
  const first = await beginFromTemplate(simulator, scenario, template)
  for (let [next] = first.steps(); next; [next] = first.steps()) await first.perform(next, '')
  return template
}

/** A schedule of the scenario that is about to begin. The preparations run once for all schedules. */
export const beginSchedule = async (simulator: Simulator, scenario: Scenario): Promise<Simulation> => {
  const template = simulator.templates.get(scenario.name) ?? (await prepareTemplate(simulator, scenario))
  return beginFromTemplate(simulator, scenario, template)
}
