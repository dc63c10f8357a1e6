import type { Profile } from '../../../client/types.ts'
import type { BuildMenu } from './Menu.tsx'
import { usePage } from './usePage.ts'

/** The menu of a conversation, in the list and in its header. */
export const useConversationMenu = (isInList: boolean) => {
  const page = usePage()
  return (id: string, person: Pick<Profile, 'uuid' | 'display_name'> | undefined): BuildMenu =>
    ({ conversationMenu }) =>
      conversationMenu(page, id, { isInList, person })
}
