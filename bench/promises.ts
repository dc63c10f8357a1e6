/** What must hold, wherever it runs. Lower them with what gets better. */
export const promises = {
  /** Write units of a message until both inboxes show it, by the bytes of its text. */
  messageWcu: { 170: 7, 3072: 10 } as Record<number, number>,
  /** A message of a lively conversation with the reads around it, in write units. */
  livelyWriteUnits: 3.5,
  /** The largest function, as it is uploaded. */
  zipKilobytes: 120,
  /** Calls to the table that wait for one another, for each route, in a process that is warm. */
  roundTrips: 2,
  /** The routes that take more. */
  roundTripsOf: {
    'GET messages/…?before': 3,
    'GET messages/…?around': 3,
    'GET messages/…?since': 3,
    'PUT message_groups/…/read': 3,
    'GET message_groups, next page, one moved': 3,
    'POST messages, to begin, handle never seen': 3,
  } as Record<string, number>,
}
