import { v7 } from 'uuid'

/** A UUIDv7, which begins with a time in milliseconds. */
export const createUuid = (time: number, random: () => number): string =>
  v7({ msecs: time, random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) })

/** When a UUIDv7 was made. */
export const timeOfUuid = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
