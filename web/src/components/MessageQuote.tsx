import type { Quote } from '../../../client/types.ts'
import { classNames } from '../classNames.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import { addressWith } from '../paths.ts'
import { navigate } from '../router.tsx'
import * as texts from '../texts.ts'
import { PathIcon } from './Icon.tsx'
import { menuIcons } from './menuIcons.ts'
import { isQuoteIntact, quoteText } from './messageRules.ts'

/** The sender and the beginning of a quoted message. */
export const QuoteContent = ({ quote }: { quote: Quote }) => {
  const ownUuid = useOwnUuid()
  const isOwn = ownUuid !== undefined && quote.user_uuid === ownUuid
  return (
    <>
      <bdi className="name">{isOwn ? texts.you : quote.display_name}</bdi>
      <span className={classNames('line', !isQuoteIntact(quote) && 'is-deleted')} dir="auto">
        {isQuoteIntact(quote) && quote.attachment_count && (
          <>
            <PathIcon path={menuIcons.photo} />{' '}
          </>
        )}
        {quoteText(quote)}
      </span>
    </>
  )
}

/** The quote in a message, which leads to the quoted message. */
export const MessageQuote = ({ quote }: { quote: Quote }) => {
  const { uuid, is_available } = quote
  if (is_available === false) {
    return (
      <p className="quote">
        <QuoteContent quote={quote} />
      </p>
    )
  }
  return (
    <button
      type="button"
      className="quote"
      onClick={() => navigate(addressWith(location, uuid), { replace: true })}
    >
      <span className="visually-hidden">{texts.inReplyTo} </span>
      <QuoteContent quote={quote} />
    </button>
  )
}
