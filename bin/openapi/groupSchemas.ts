import { groupChangeSchema, newGroupSchema, newMemberSchema } from '../../src/domain/bodySchemas.ts'
import { eventSchema, memberSchema } from '../../src/domain/viewSchemas.ts'
import { describeSchema } from './registry.ts'

const title = 'The title: 1 to 100 Unicode code points, of which at least one is visible.'

describeSchema('NewGroup', newGroupSchema, 'A group to create.', {
  title,
  user_uuids: 'The UUIDs of 1 to 49 others. Founding members are in this order.',
})

describeSchema('GroupChange', groupChangeSchema, 'What to change.', { title })

describeSchema('NewMember', newMemberSchema, 'Somebody to add to a group.', {
  user_uuid: "The user's UUID.",
})

describeSchema('Member', memberSchema, 'A member of a group.', {
  uuid: "The user's UUID.",
  handle: 'The handle of the user. `[deleted]` if they have been erased.',
  display_name: 'The name to display.',
  is_owner: 'The owner can remove others. A group has one owner.',
  joined_at: 'When the user joined. They see the messages from then on.',
  seen: 'The last message that the user has read, and when the server received it. Null if they have not read any message yet.',
})

describeSchema('Event', eventSchema, 'What has happened in a group.', {
  type: '`created`: the sender created the group. `joined`: the sender added the user. `left`: the user left. `removed`: the sender removed the user. `renamed`: the sender changed the title. `owner_changed`: the user is the owner now.',
  user_uuid: "The user's UUID.",
  handle: "The user's handle at that time.",
  display_name: "The user's name at that time.",
  title: 'The title, if the group was created or renamed.',
})
