import type { PostConfirmationTriggerEvent } from 'aws-lambda'
import { v4 as uuidv4 } from 'uuid'
import { candidateHandles, type User } from '../domain/user.ts'
import { log } from '../log.ts'
import { listImportedUsers } from '../repository/claims.ts'
import { createUser, giveCognitoId } from '../repository/users.ts'

type Attributes = PostConfirmationTriggerEvent['request']['userAttributes']

/**
 * Gives the imported user of a verified e-mail address to the person who signs up with it. Not if that user has a Cognito
 * id: only the user pool knows whether the id still exists (docs/decisions/0028-claiming-a-user.md).
 */
const claimUser = async ({ sub = '', email = '', email_verified }: Attributes): Promise<User | undefined> => {
  if (email_verified !== 'true') return undefined
  const [user, another] = await listImportedUsers(email)
  if (!user) return undefined
  if (!another && !user.cognitoUserId && (await giveCognitoId(user, sub))) return user
  log.warn('user not claimed', { user_uuid: user.uuid, cognito_user_id: sub, is_only_one: !another })
  return undefined
}

/** Cognito's post-confirmation trigger. Cognito also calls it after a password reset, which changes nothing here. */
export const handler = async (event: PostConfirmationTriggerEvent): Promise<PostConfirmationTriggerEvent> => {
  if (event.triggerSource !== 'PostConfirmation_ConfirmSignUp') return event
  const { userAttributes } = event.request
  const claimed = await claimUser(userAttributes)
  if (claimed) {
    log.info('user claimed', { user_uuid: claimed.uuid, handle: claimed.handle })
    return event
  }
  const { sub = '', name, preferred_username: preferred = '' } = userAttributes
  const handles = candidateHandles(preferred, sub)
  const user = await createUser({ uuid: uuidv4(), displayName: name, cognitoUserId: sub, handles })
  log.info('user created', {
    user_uuid: user.uuid,
    handle: user.handle,
    is_preferred_handle: user.handle === preferred,
  })
  return event
}
