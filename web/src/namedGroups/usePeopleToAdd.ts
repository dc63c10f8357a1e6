import { useMemo } from 'react'
import type { Profile } from '../../../client/types.ts'
import { usePeople } from '../components/usePeople.ts'
import { useMessenger } from '../messengerContext.tsx'
import { matching } from '../search.ts'
import { useStore } from '../useStore.ts'

const maxOptions = 20

/** Who can be added to a group: first people with whom the user has a conversation, then others. */
export const usePeopleToAdd = (query: string, excluded: readonly string[]) => {
  const { groups } = useStore(useMessenger().inbox())
  const { people, isSearching } = usePeople(query)
  const text = query.trim()
  const options = useMemo(() => {
    const known = groups.flatMap(({ user_uuid, display_name, handle }): Profile[] =>
      user_uuid ? [{ uuid: user_uuid, display_name, handle }] : [],
    )
    const found = [...(text ? known.filter(matching(text)) : known), ...people]
    const byUuid = new Map(found.map((person) => [person.uuid, person]))
    return [...byUuid.values()].filter(({ uuid }) => !excluded.includes(uuid)).slice(0, maxOptions)
  }, [groups, people, text, excluded])
  return { options, isSearching }
}
