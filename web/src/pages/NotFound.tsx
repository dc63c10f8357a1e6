import { usePage } from '../focus.ts'
import { Link } from '../router.tsx'

export const NotFound = () => {
  const heading = usePage<HTMLHeadingElement>('Nothing here')
  return (
    <main className="outside">
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          There is nothing here
        </h1>
        <p>The address may be mistyped, or from another time.</p>
        <Link className="primary" href="/messages">
          To your messages
        </Link>
      </div>
    </main>
  )
}
