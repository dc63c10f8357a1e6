type Placed = { created_at: string; uuid: string }

/** Messages are ordered by the time at which the server received them, and within a millisecond by uuid. */
export const comparePlaces = (left: Placed, right: Placed): number => {
  if (left.created_at !== right.created_at) return left.created_at < right.created_at ? -1 : 1
  if (left.uuid === right.uuid) return 0
  return left.uuid < right.uuid ? -1 : 1
}

export const isBefore = (left: Placed, right: Placed): boolean => comparePlaces(left, right) < 0
