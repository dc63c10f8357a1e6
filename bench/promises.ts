/** Upper bounds that hold on every machine. Lower them when the code improves. */
export const promises = {
  /** Write units of a message until both inboxes show it, by the bytes of its text. */
  messageWcu: { 170: 7, 1024: 8, 3072: 10 } as Record<number, number>,
  /** A message of a lively conversation with the reads around it, in write units. */
  livelyWriteUnits: 2.67,
  /** Write units of a message after a pause in a named group, until all inboxes show it. */
  groupMessageWcu: (members: number): number => 1 + 3 * members,
  /** The same in a lively conversation. */
  livelyGroupMessageWcu: 1,
  /** Write units of an edit, a deletion or a reaction: one for the change item, and the message's size in KB. */
  changeWcu: { short: 2, long: 5 },
  /** Write units of the two rows that show or count a changed message. */
  shownChangeWcu: 4,
  /** Read units of a catch-up that finds nothing: membership, messages and changes. */
  sinceRcu: 3,
  /** Sending one picture. */
  picture: { wcu: 4, roundTrips: 7 },
  /** Read units with which pushMessage finds the devices of two people who have at most this number of subscriptions. */
  devices: { rcu: 1, subscriptions: 4 },
  /** The most memory that an export needs: that of its function. */
  exportMegabytes: 1024,
  /** The zip of the largest function for which somebody waits. */
  zipKilobytes: 130,
  /** The same for those behind a queue: nobody waits for their cold starts. They contain more clients of the SDK. */
  queuedZipKilobytes: 150,
  /** Round trips to the table for each route, in a warm process. */
  roundTrips: 2,
  /** The exceptions. */
  roundTripsOf: {
    'GET message_groups/…/members': 3,
    'GET messages/…?before': 3,
    'GET messages/…?around': 3,
    'GET messages/…?since': 3,
    'POST messages, a reply': 3,
    'PATCH messages/…/…': 4,
    'PUT messages/…/…/reaction': 4,
    'PUT message_groups/…/read': 3,
    'POST messages, to start, new handle': 3,
  } as Record<string, number>,
}
