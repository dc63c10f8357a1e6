import { initialsOf } from '../text.ts'

const hues = 12

// By the handle: it is the one thing about a person that every list of the API shows, and nobody shares it.
const hueOf = (handle: string): number => {
  let sum = 0
  for (const sign of handle) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 997
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
