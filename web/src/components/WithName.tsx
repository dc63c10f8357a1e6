import { Fragment } from 'react'

/** A character that is in no text and in no name. */
const place = '\0'

/** A text that contains a name. The direction of the name does not affect the rest. */
export const WithName = ({ text, name }: { text: (name: string) => string; name: string }) =>
  text(place)
    .split(place)
    .map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts stay in their order
      <Fragment key={index}>
        {index > 0 && <bdi>{name}</bdi>}
        {part}
      </Fragment>
    ))
