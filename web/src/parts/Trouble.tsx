import { wordsFor } from '../words.ts'
import { Icon } from './Icon.tsx'
import { SignOut } from './SignOut.tsx'

type Props = { code: string; again: () => void; isWhole?: boolean }

/** What went wrong, in words, with a way forward. */
export const Trouble = ({ code, again, isWhole = false }: Props) => (
  <div className={isWhole ? 'trouble whole' : 'trouble'} role="alert">
    <p>
      <Icon name="warning" /> {wordsFor(code)}
    </p>
    <div className="beside">
      <button type="button" onClick={again}>
        Try again
      </button>
      {isWhole && <SignOut className="quiet">Sign out</SignOut>}
    </div>
  </div>
)
