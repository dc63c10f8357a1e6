import { Avatar } from '../components/Avatar.tsx'
import { usePageDialog } from '../components/PageDialogs.tsx'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { ExportData } from './ExportData.tsx'
import { SignOutEverywhere } from './SignOutEverywhere.tsx'
import { useOwnAccount } from './useOwnAccount.ts'

/** What concerns the account as a whole. */
export const AccountSettings = () => {
  const me = useStore(useMessenger().status, (status) => status.me)
  const openDialog = usePageDialog()
  const { account, email } = useOwnAccount()
  return (
    <div className="account-settings">
      {me && (
        <div className="signed-in">
          <Avatar name={me.display_name} handle={me.handle} size={48} />
          <span className="person">
            <bdi className="name">{me.display_name}</bdi>
            <span className="handle">@{me.handle}</span>
            {email && <span className="hint">{email}</span>}
          </span>
        </div>
      )}
      <SignOutEverywhere account={account} />
      <ExportData />
      <section aria-labelledby="delete-account">
        <h3 id="delete-account">{texts.deleteAccount}</h3>
        <p className="hint">{texts.deleteAccountShortHint}</p>
        <button type="button" className="destructive" onClick={() => openDialog('deleteAccount')}>
          {texts.deleteAccountWithQuestion}
        </button>
      </section>
    </div>
  )
}
