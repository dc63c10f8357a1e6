import { CardPage } from '../components/CardPage.tsx'
import { usePageHeading } from '../components/usePageHeading.ts'
import { Link } from '../router.tsx'

export const NotFound = () => {
  const heading = usePageHeading<HTMLHeadingElement>('Page not found')
  return (
    <CardPage>
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          Page not found
        </h1>
        <p>This page doesn't exist or has moved.</p>
        <Link className="primary" href="/messages">
          Go to messages
        </Link>
      </div>
    </CardPage>
  )
}
