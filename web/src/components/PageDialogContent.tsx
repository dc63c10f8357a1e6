import { OwnProfile } from './OwnProfile.tsx'
import type { PageDialog } from './PageDialogs.tsx'
import { Picker } from './Picker.tsx'
import { ShortcutList } from './ShortcutList.tsx'

type Props = { dialog: PageDialog; onClose: () => void }

export default ({ dialog, onClose }: Props) => {
  if (dialog === 'profile') return <OwnProfile onClose={onClose} />
  if (dialog === 'shortcuts') return <ShortcutList />
  return <Picker onClose={onClose} />
}
