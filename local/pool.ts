import { localPool } from '../resources/localPool.ts'

/** The user pool of a laptop. Its tokens name the same issuer as a pool on AWS, so that the same code verifies them. */
export const pool = {
  region: 'us-east-1',
  ...localPool,
  /** What everybody of seed/people.json signs in with. */
  password: 'cruddur-on-my-laptop',
  /** What every e-mail with a code would say. */
  confirmationCode: '123456',
} as const
