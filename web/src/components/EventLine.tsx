import type { Conversation, Message } from '../../../client/types.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import { fullTime } from '../time.ts'
import { eventText } from './eventText.ts'
import { useMessageMenu } from './useMessageMenu.tsx'
import { usePage } from './usePage.ts'

type Props = { message: Message; conversation: Conversation; isPlain: boolean }

/** What has happened in a group. One can only reply to it. */
export const EventLine = ({ message, conversation, isPlain }: Props) => {
  const page = usePage()
  const ownUuid = useOwnUuid()
  const { article, button } = useMessageMenu({
    build: ({ eventMenu }) => eventMenu(page, { message, conversation }),
  })
  return (
    <article
      {...(isPlain ? { tabIndex: -1 } : article)}
      className="message event"
      data-uuid={message.uuid}
      title={fullTime(message.created_at)}
    >
      <p dir="auto">
        {eventText(message, ownUuid)}
        <time className="visually-hidden" dateTime={message.created_at}>
          {' '}
          {fullTime(message.created_at)}
        </time>
      </p>
      {!isPlain && button}
    </article>
  )
}
