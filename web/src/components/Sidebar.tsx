import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { InboxList } from './InboxList.tsx'
import { SignOut } from './SignOut.tsx'
import { UserSearch } from './UserSearch.tsx'
import { usePageHeading } from './usePageHeading.ts'

const Account = () => {
  const profile = useStore(useMessenger().status, ({ me }) => me)
  if (!profile) return <div className="account" />
  return (
    <div className="account">
      <Avatar name={profile.display_name} handle={profile.handle} size={36} />
      <span className="person">
        <bdi className="name">{profile.display_name}</bdi>
        <span className="handle">@{profile.handle}</span>
      </span>
      <SignOut className="quiet icon-only">
        <Icon name="leave" />
      </SignOut>
    </div>
  )
}

export const Sidebar = ({ openId }: { openId: string | undefined }) => {
  const heading = usePageHeading<HTMLHeadingElement>(openId ? undefined : 'Messages', !openId)
  const Heading = openId ? 'h2' : 'h1' // an open conversation has the h1
  return (
    <section className="sidebar" aria-labelledby="messages-heading">
      <header>
        <Heading id="messages-heading" ref={heading} tabIndex={-1}>
          Messages
        </Heading>
      </header>
      <UserSearch />
      <InboxList openId={openId} />
      <Account />
    </section>
  )
}
