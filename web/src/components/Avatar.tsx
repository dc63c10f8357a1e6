import type { Group } from '../../../client/types.ts'
import { hueOf } from '../hue.ts'
import { initialsOf } from '../text.ts'

export const Avatar = ({ name, handle, size = 44 }: { name: string; handle: string; size?: number }) => (
  <span
    className="avatar"
    aria-hidden="true"
    style={{ '--hue': hueOf(handle), '--size': `${size}px` } as React.CSSProperties}
  >
    {initialsOf(name || handle)}
  </span>
)

/** Two of the other members of a named group, or the other person. */
export const GroupAvatar = ({ group, size = 44 }: { group: Group; size?: number }) => {
  const { uuid, display_name, handle, members_preview } = group
  if (!members_preview) return <Avatar name={display_name} handle={handle} size={size} />
  const people = [...members_preview, { display_name, handle: uuid }].slice(0, 2)
  return (
    <span className="avatars" style={{ '--size': `${size}px` } as React.CSSProperties}>
      {people.map((person) => (
        <Avatar
          key={person.handle}
          name={person.display_name}
          handle={person.handle}
          size={Math.round(size * 0.66)}
        />
      ))}
    </span>
  )
}
