/** A UUIDv7, which begins with a time in milliseconds. */
export const createUuid = (time: number, random: () => number): string => {
  const milliseconds = time.toString(16).padStart(12, '0')
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('')
  const variant = '89ab'[Math.floor(random() * 4)]
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${digits(3)}-${variant}${digits(3)}-${digits(12)}`
}

/** When a UUIDv7 was made. */
export const timeOfUuid = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
