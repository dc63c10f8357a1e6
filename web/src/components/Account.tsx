import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { useMenu } from './Menu.tsx'
import { usePageDialog } from './PageDialogs.tsx'

/** The signed-in user, with the menu of their account. */
export const Account = () => {
  const messenger = useMessenger()
  const me = useStore(messenger.status, (status) => status.me)
  const services = useServices()
  const openMenu = useMenu()
  const openDialog = usePageDialog()

  const open = (anchor: HTMLElement) =>
    openMenu(({ accountMenu }) => accountMenu({ messenger, services, openDialog }), { anchor })
  return (
    <div className="account">
      <button type="button" aria-haspopup="menu" onClick={({ currentTarget }) => open(currentTarget)}>
        {me ? (
          <>
            <Avatar name={me.display_name} handle={me.handle} size={36} />
            <span className="person">
              <bdi className="name">{me.display_name}</bdi>
              <span className="handle">@{me.handle}</span>
            </span>
          </>
        ) : (
          <span className="person">{texts.account}</span>
        )}
        <Icon name="more" />
      </button>
    </div>
  )
}
