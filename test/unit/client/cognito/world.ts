import { createCognitoSession } from '../../../../client/cognito/session.ts'
import type { CognitoOptions } from '../../../../client/cognito/types.ts'
import { aDevice } from './device.ts'
import { aCognito, clientId, url, userPoolId } from './fakeCognito.ts'

type TabOptions = Partial<CognitoOptions> & { beforeWrite?: () => void }

/** A Cognito with two users, and a device whose tabs each have a session object. */
export const aWorld = () => {
  let time = Date.UTC(2026, 0, 1)
  const now = () => time
  const cognito = aCognito(now)
  const device = aDevice()

  const aTab = ({ beforeWrite, ...options }: TabOptions = {}) => {
    const storage = device.aTab({ beforeWrite })
    const { locks } = device
    const defaults = {
      url,
      clientId,
      userPoolId,
      signIn: 'password',
      locks,
      fetch: cognito.fetch,
      now,
    } as const
    return { ...createCognitoSession({ ...defaults, storage, ...options }), storage }
  }

  return {
    cognito,
    device,
    aTab,
    ann: cognito.addUser('ann@example.org', 'the password of Ann'),
    ben: cognito.addUser('ben@example.org', 'the password of Ben'),
    stored: () => JSON.parse(device.entries.get('cruddur.session') ?? 'null'),
    pass: (ms: number) => {
      time += ms
    },
  }
}

export type World = ReturnType<typeof aWorld>

/** Ann is signed in, in two tabs. */
export const anAnnInTwoTabs = async (options: TabOptions = {}) => {
  const world = aWorld()
  const [tab, other] = [world.aTab(options), world.aTab(options)]
  await tab.signIn(world.ann.email, world.ann.password)
  world.device.deliver()
  const userId = world.ann.sub
  return {
    ...world,
    tab,
    other,
    userId,
    token: tab.getTokenOf(userId),
    othersToken: other.getTokenOf(userId),
  }
}
