import { conflict, type Footprint, withClock } from './footprint.ts'

/* Which steps can change places without any effect, and which ones concern no other actor. */

/** What an actor does with its call of this number. */
export type Event = { actor: string; number: number; footprint: Footprint }

const isOneActorsWrites = (one: Event, other: Event) =>
  one.actor === other.actor && one.footprint.writes.length > 0 && other.footprint.writes.length > 0

// Of two writes that one actor makes at once, the first to come is the one with which it can crash.
export const depend = (one: Event, other: Event): boolean =>
  conflict(one.footprint, other.footprint) || isOneActorsWrites(one, other)

/** A step that was not performed yet: whether its actor will look at the clock after it is not known. */
export const perhapsWithClock = (event: Event): Event => ({ ...event, footprint: withClock(event.footprint) })

type Candidate = {
  event: Event
  /** Whether it is the only call of its actor at this time. */
  isOnly: boolean
  /** The number of the next call of each actor. */
  next: (actor: string) => number
}

/** Whether something that an actor can still do conflicts with the candidate, and can come before it. */
const concerns = ({ event, isOnly, next }: Candidate, other: Event): boolean => {
  if (other.number < next(other.actor)) return false
  if (other.actor === event.actor && (isOnly || other.number === event.number)) return false
  return depend(perhapsWithClock(event), other)
}

/** What the actors do, in all orders that were run so far. */
export const createKnowledge = () => {
  const events = new Map<string, Event>()
  let taken: Candidate[] = []
  return {
    /** Returns whether a step that was taken because it concerns nobody is now known to concern somebody. */
    learn: (event: Event): boolean => {
      const text = JSON.stringify(event)
      if (events.has(text)) return false
      events.set(text, event)
      return taken.some((candidate) => concerns(candidate, event))
    },
    isPrivate: (candidate: Candidate): boolean => {
      if ([...events.values()].some((event) => concerns(candidate, event))) return false
      taken.push(candidate)
      return true
    },
    /** Forgets which steps were taken, but not what the actors do. */
    forget: () => {
      taken = []
    },
  }
}

export type Knowledge = ReturnType<typeof createKnowledge>
