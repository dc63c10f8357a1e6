import { usePage } from '../focus.ts'
import { me } from '../mailbox.ts'
import { useStore } from '../store.ts'
import { Avatar } from './Avatar.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { FindPerson } from './FindPerson.tsx'
import { Icon } from './Icon.tsx'
import { InboxList } from './InboxList.tsx'
import { SignOut } from './SignOut.tsx'

const Me = () => {
  const profile = useStore(me)
  if (!profile) return <div className="me" />
  return (
    <div className="me">
      <Avatar name={profile.display_name} handle={profile.handle} size={36} />
      <span className="who">
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
  const heading = usePage<HTMLHeadingElement>(openId ? undefined : 'Messages', !openId)
  const Heading = openId ? 'h2' : 'h1' // the page's own heading is the conversation's, where there is one
  return (
    <section className="sidebar" aria-labelledby="messages-heading">
      <header>
        <Heading id="messages-heading" ref={heading} tabIndex={-1}>
          Messages
        </Heading>
        <ConnectionState />
      </header>
      <FindPerson />
      <InboxList openId={openId} />
      <Me />
    </section>
  )
}
