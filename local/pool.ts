import { localPool } from '../resources/localPool.ts'

/** The local user pool. Its tokens have the issuer of a pool on AWS, so that the same code verifies them. */
export const pool = {
  region: 'us-east-1',
  ...localPool,
  /** The password of every user in seed/people.json. */
  password: 'cruddur-on-my-laptop',
  /** cognito-local accepts this code for every sign-up and password reset. */
  confirmationCode: '123456',
} as const
