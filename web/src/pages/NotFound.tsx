import { CardPage } from '../components/CardPage.tsx'
import { usePageHeading } from '../components/usePageHeading.ts'
import { Link } from '../router.tsx'
import * as texts from '../texts.ts'

export const NotFound = () => {
  const heading = usePageHeading<HTMLHeadingElement>(texts.pageNotFound)
  return (
    <CardPage>
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          {texts.pageNotFound}
        </h1>
        <p>{texts.pageNotFoundHint}</p>
        <Link className="primary" href="/messages">
          {texts.goToMessages}
        </Link>
      </div>
    </CardPage>
  )
}
