import { signOut } from '../session.ts'
import { wordsFor } from '../words.ts'
import { Icon } from './Icon.tsx'

type Props = { code: string; again: () => void; isWhole?: boolean }

/** What went wrong, in words, with a way forward. */
export const Trouble = ({ code, again, isWhole = false }: Props) => (
  <div className={isWhole ? 'trouble whole' : 'trouble'} role="alert">
    <p>
      <Icon name="warning" /> {wordsFor(code)}
    </p>
    <p className="beside">
      <button type="button" onClick={again}>
        Try again
      </button>
      {isWhole && (
        <button type="button" className="quiet" onClick={signOut}>
          Sign out
        </button>
      )}
    </p>
  </div>
)
