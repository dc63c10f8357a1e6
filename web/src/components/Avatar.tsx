import type { Group } from '../../../client/types.ts'
import { initialsOf } from '../text.ts'

const hues = 12

// Derived from the handle, which is unique and part of every list of the API.
export const hueOf = (handle: string): number => {
  let sum = 0
  for (const char of handle) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 997
  return (sum % hues) * (360 / hues)
}

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
