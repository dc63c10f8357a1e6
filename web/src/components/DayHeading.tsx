import { dayHeading, localDate } from '../time.ts'

/** Above the first message of a day. */
export const DayHeading = ({ time, now }: { time: string; now: Date }) => (
  <p className="day">
    <time dateTime={localDate(time)}>{dayHeading(time, now)}</time>
  </p>
)
