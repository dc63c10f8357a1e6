import type { GroupEvent, Person } from '../domain/message.ts'

/* A person, and an event of a named group, as attributes of items. */

export const personItem = ({ uuid, handle, displayName }: Person) => ({
  user_uuid: uuid,
  user_handle: handle,
  user_display_name: displayName,
})

export type PersonItem = ReturnType<typeof personItem>

export const personOf = ({ user_uuid, user_handle, user_display_name }: PersonItem): Person => ({
  uuid: user_uuid,
  handle: user_handle,
  displayName: user_display_name,
})

export const eventItem = ({ user, ...event }: GroupEvent) => ({ ...personItem(user), ...event })

export const eventOf = (item: ReturnType<typeof eventItem>): GroupEvent => {
  const { user_uuid, user_handle, user_display_name, ...event } = item
  return { user: personOf({ user_uuid, user_handle, user_display_name }), ...event }
}
