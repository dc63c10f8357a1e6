import { createUser } from '../src/repository/users.ts'
import { people } from './people.ts'

/** Writes the demo people and their conversations through the repository. A second time, it changes nothing. */
export const seed = async () => {
  await Promise.all(
    people.map((person) =>
      createUser({
        uuid: person.uuid,
        displayName: person.display_name,
        cognitoUserId: person.cognito_user_id,
        handles: [person.handle],
      }),
    ),
  )
}
