import type { PostConfirmationTriggerEvent } from 'aws-lambda'
import { v4 as uuidv4 } from 'uuid'
import { handlesFor } from '../domain/user.ts'
import { log } from '../log.ts'
import { createUser } from '../repository/users.ts'

/** Cognito's post-confirmation trigger. It also fires after a forgotten password: then there is nothing to do. */
export const handler = async (event: PostConfirmationTriggerEvent): Promise<PostConfirmationTriggerEvent> => {
  if (event.triggerSource !== 'PostConfirmation_ConfirmSignUp') return event
  const { sub = '', name, preferred_username: wish = '' } = event.request.userAttributes
  const handles = handlesFor(wish, sub)
  const user = await createUser({ uuid: uuidv4(), displayName: name, cognitoUserId: sub, handles })
  log.info('user created', {
    user_uuid: user.uuid,
    handle: user.handle,
    handle_as_wished: user.handle === wish,
  })
  return event
}
