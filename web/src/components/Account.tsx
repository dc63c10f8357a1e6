import type { Appearance } from '../appearance.ts'
import { hasKeyboard } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import { useStore } from '../useStore.ts'
import { Avatar } from './Avatar.tsx'
import { Icon } from './Icon.tsx'
import { type MenuItem, useMenu } from './Menu.tsx'
import { usePageDialog } from './PageDialogs.tsx'
import { useSignOut } from './SignOut.tsx'

const appearances: [Appearance, string][] = [
  ['system', 'System appearance'],
  ['light', 'Light appearance'],
  ['dark', 'Dark appearance'],
]

/** The signed-in user, with the menu of their account. */
export const Account = () => {
  const me = useStore(useMessenger().status, (status) => status.me)
  const { appearance } = useServices()
  const openMenu = useMenu()
  const openDialog = usePageDialog()
  const signOut = useSignOut()

  const items = (): MenuItem[] => [
    { text: 'Profile', icon: 'person', onSelect: () => openDialog('profile') },
    'separator',
    ...appearances.map(([value, text]) => ({
      text,
      isChecked: appearance.get() === value,
      onSelect: () => appearance.set(value),
    })),
    'separator',
    ...(hasKeyboard()
      ? [{ text: 'Keyboard shortcuts', icon: 'keyboard', onSelect: () => openDialog('shortcuts') } as const]
      : []),
    { text: 'Sign out', icon: 'leave', onSelect: signOut },
  ]

  return (
    <div className="account">
      <button
        type="button"
        aria-haspopup="menu"
        onClick={(event) => openMenu({ label: 'Account', anchor: event.currentTarget, items: items() })}
      >
        {me ? (
          <>
            <Avatar name={me.display_name} handle={me.handle} size={36} />
            <span className="person">
              <bdi className="name">{me.display_name}</bdi>
              <span className="handle">@{me.handle}</span>
            </span>
          </>
        ) : (
          <span className="person">Account</span>
        )}
        <Icon name="more" />
      </button>
    </div>
  )
}
