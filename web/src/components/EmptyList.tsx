import type { OtherList } from '../paths.ts'

const texts: Record<OtherList, { title: string; text: string }> = {
  request: {
    title: 'No message requests',
    text: 'In the settings, you choose whether first messages from people you have never written to arrive here.',
  },
  archived: {
    title: 'Nothing archived',
    text: 'Archive a conversation to move it out of your list. A new message brings it back.',
  },
  blocked: {
    title: 'No blocked conversations',
    text: 'When you block someone, your conversation with them moves here. The settings list everybody you have blocked.',
  },
}

/** Says what a list without conversations is for. */
export const EmptyList = ({ list }: { list: OtherList }) => (
  <div className="placeholder">
    <p className="big">{texts[list].title}</p>
    <p>{texts[list].text}</p>
  </div>
)
