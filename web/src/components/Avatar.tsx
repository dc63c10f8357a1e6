import { initialsOf } from '../text.ts'

const hues = 12

// Derived from the handle, which is unique and part of every list of the API.
const hueOf = (handle: string): number => {
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
