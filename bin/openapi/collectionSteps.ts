import { examples } from './examples.ts'
import { storeForm, uploadRequest } from './uploadRequest.ts'

/** The line of a script that sets a variable of the collection. */
export const setVariable = (name: string, value: string) => `pm.collectionVariables.set('${name}', ${value})`

const messagesOfOthers = `pm.response.json().filter(({ handle }) => handle !== '${examples.me.handle}')`

const directGroups = "pm.response.json().filter(({ kind }) => kind === 'direct')"

type Step = {
  operationId: string
  name?: string
  example?: string
  scripts?: string[]
  next?: typeof uploadRequest
  /** The other status that the response can have, if all requests are run one after the other. */
  orStatus?: number
}

/** The requests, in an order in which each one finds the variables that it needs. */
export const steps: Step[] = [
  { operationId: 'checkHealth' },
  { operationId: 'getMe' },
  { operationId: 'searchPeople' },
  { operationId: 'getUser' },
  {
    operationId: 'listGroups',
    scripts: [setVariable('message_group_uuid', `${directGroups}[0].uuid`)],
  },
  { operationId: 'getUnread' },
  { operationId: 'getGroup' },
  {
    operationId: 'listMessages',
    scripts: [setVariable('message_uuid', `${messagesOfOthers}.at(-1).uuid`)],
  },
  { operationId: 'searchMessages' },
  { operationId: 'createReport' },
  {
    operationId: 'createMessage',
    name: 'Send a message to a conversation',
    example: 'send',
    scripts: [setVariable('message_uuid', 'pm.response.json().uuid')],
  },
  { operationId: 'createMessage', name: 'Start a conversation by handle', example: 'start' },
  { operationId: 'markRead' },
  { operationId: 'editMessage' },
  { operationId: 'addReaction' },
  { operationId: 'removeReaction' },
  { operationId: 'deleteMessage' },
  {
    operationId: 'createAttachment',
    example: 'file',
    scripts: [setVariable('attachment_uuid', 'pm.response.json().uuid'), ...storeForm],
    next: uploadRequest,
  },
  { operationId: 'createMessage', name: 'Send a picture', example: 'picture' },
  { operationId: 'getAttachment' },
  { operationId: 'updateMembership', example: 'mute' },
  { operationId: 'updateMe', name: 'Change your names', example: 'names' },
  { operationId: 'updateMe', name: 'Change your settings', example: 'settings' },
  { operationId: 'blockUser' },
  { operationId: 'listBlocks' },
  { operationId: 'unblockUser' },
  {
    operationId: 'createGroup',
    scripts: [setVariable('message_group_uuid', 'pm.response.json().uuid')],
  },
  { operationId: 'listMembers' },
  { operationId: 'updateGroup' },
  { operationId: 'removeMember', name: 'Remove somebody from a group' },
  { operationId: 'addMember' },
  { operationId: 'registerPushSubscription' },
  { operationId: 'deletePushSubscription' },
  { operationId: 'createExport' },
  { operationId: 'listExports' },
  { operationId: 'endSessions' },
  // After signing out: who runs all requests does not lose their account.
  { operationId: 'deleteMe', name: 'Delete your account (sign in again before)', orStatus: 401 },
]
