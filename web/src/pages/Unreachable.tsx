import { usePage } from '../focus.ts'
import { wordsFor } from '../words.ts'

export const Unreachable = ({ again }: { again: () => void }) => {
  const heading = usePage<HTMLHeadingElement>('Not reachable')
  return (
    <main className="outside">
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          Cruddur is not to be reached
        </h1>
        <p>{wordsFor('unreachable')}</p>
        <button type="button" className="primary" onClick={again}>
          Try again
        </button>
      </div>
    </main>
  )
}
