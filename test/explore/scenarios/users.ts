import type { Scenario } from '../scenario.ts'

const imported = ['ann', 'bob']

export const users: Scenario[] = [
  {
    name: 'sign-up-twice',
    about: 'Two people sign up at once and wish for the same handle; the trigger of one comes twice.',
    people: ['ann', 'bob'],
    strangers: ['ann', 'bob'],
    actors: (simulation) => {
      const wish = simulation.person('ann').handle
      return {
        a: { work: (process) => process.signUp('ann', { wish }) },
        b: { work: (process) => process.signUp('bob', { wish }) },
        c: { work: (process) => process.signUp('ann', { wish }) },
      }
    },
  },
  {
    name: 'import-sign-up',
    about: 'Somebody signs up while the operator imports them.',
    people: ['ann'],
    strangers: imported,
    actors: () => ({
      a: { work: (process) => process.signUp('ann') },
      i: { work: (process) => process.importUser('ann') },
    }),
  },
  {
    name: 'claim-sync',
    about: 'Somebody signs up and claims an imported user while the operator syncs the user pool.',
    people: ['ann'],
    strangers: imported,
    given: (process) => process.importUser('ann'),
    actors: () => ({
      a: { work: (process) => process.signUp('ann') },
      s: { work: (process) => process.sync('ann') },
    }),
  },
  {
    name: 'claim-two',
    about: 'Two accounts with the same verified address claim one imported user.',
    people: ['ann', 'bob'],
    strangers: imported,
    given: (process) => process.importUser('ann'),
    actors: (simulation) => ({
      a: { work: (process) => process.signUp('ann') },
      b: { work: (process) => process.signUp('ann', { sub: simulation.person('bob').cognitoUserId }) },
    }),
  },
  {
    name: 'claim-erase',
    about: 'An imported user is claimed while the operator erases them.',
    people: ['ann'],
    strangers: imported,
    given: (process) => process.importUser('ann'),
    actors: () => ({
      a: { work: (process) => process.signUp('ann') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
]
